/** The search: from where, to where, when, who. Submitting it only changes the address; the results page does the rest. */
import { zodResolver } from "@hookform/resolvers/zod";
import { CalendarDate, parseDate } from "@internationalized/date";
import { useNavigate } from "@tanstack/react-router";
import { ArrowLeftRight, Search } from "lucide-react";
import { Controller, useForm, useWatch } from "react-hook-form";
import { z } from "zod";
import { Button } from "../ui/Button";
import { DateField } from "../ui/DateField";
import { todayHere } from "../words/time";
import { AirportField } from "./AirportField";
import styles from "./SearchForm.module.css";
import { TravellersField } from "./TravellersField";
import { defaultDeparture, type TripQuery } from "./tripQuery";

// Airlines open their schedules about eleven months ahead.
const SALES_HORIZON = { months: 11 };

const calendarDate = z.custom<CalendarDate>((value) => value instanceof CalendarDate);

const airport = (missing: string) =>
  z
    .string()
    .nullable()
    .refine((code): code is string => code !== null, missing);

const schema = z
  .object({
    from: airport("Choose where you leave from."),
    to: airport("Choose where you go."),
    isReturn: z.boolean(),
    depart: calendarDate.nullable().refine((date): date is CalendarDate => date !== null, "Choose a date."),
    back: calendarDate.nullable(),
    party: z.object({ adults: z.number(), children: z.number(), infants: z.number() }),
    cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
  })
  .refine((form) => form.from !== form.to, {
    path: ["to"],
    message: "Choose another airport than the one you leave from.",
  })
  .refine((form) => form.depart.compare(todayHere()) >= 0, {
    path: ["depart"],
    message: "Choose today or a later day.",
  })
  .refine((form) => !form.isReturn || form.back !== null, { path: ["back"], message: "Choose when you come back." })
  .refine((form) => !form.isReturn || !form.back || form.back.compare(form.depart) >= 0, {
    path: ["back"],
    message: "You come back before you leave.",
  });

type SearchFields = z.input<typeof schema>;

export function SearchForm({ query }: { readonly query: TripQuery }) {
  const navigate = useNavigate();
  const { control, handleSubmit, setValue, getValues, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: fieldsOf(query),
  });
  const [isReturn, depart, party, cabin] = useWatch({ control, name: ["isReturn", "depart", "party", "cabin"] });
  const errors = formState.errors;

  const submit = handleSubmit((form) =>
    navigate({
      to: "/flights",
      search: {
        from: form.from,
        to: form.to,
        depart: form.depart.toString(),
        back: form.isReturn ? form.back?.toString() : undefined,
        ...form.party,
        cabin: form.cabin,
        sort: query.sort,
        out: undefined,
      },
    }),
  );

  function swap() {
    const { from, to } = getValues();
    setValue("from", to, { shouldDirty: true });
    setValue("to", from, { shouldDirty: true });
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label="Search flights">
      <fieldset className={styles.kind}>
        <legend className="visually-hidden">Kind of trip</legend>
        {[false, true].map((back) => (
          <label key={String(back)} className={styles.choice}>
            <input type="radio" name="kind" checked={isReturn === back} onChange={() => setValue("isReturn", back)} />
            {back ? "Return" : "One way"}
          </label>
        ))}
      </fieldset>
      <div className={`${styles.grid} ${isReturn ? styles.withReturn : ""}`}>
        <div className={styles.route}>
          <Controller
            control={control}
            name="from"
            render={({ field }) => (
              <AirportField
                label="From"
                placeholder="City or airport"
                code={field.value}
                onChange={field.onChange}
                error={errors.from?.message}
              />
            )}
          />
          <button type="button" className={styles.swap} onClick={swap} aria-label="Swap from and to">
            <ArrowLeftRight size={16} aria-hidden="true" />
          </button>
          <Controller
            control={control}
            name="to"
            render={({ field }) => (
              <AirportField
                label="To"
                placeholder="City or airport"
                code={field.value}
                onChange={field.onChange}
                error={errors.to?.message}
              />
            )}
          />
        </div>
        <Controller
          control={control}
          name="depart"
          render={({ field }) => (
            <DateField
              label="Leaving"
              value={field.value}
              onChange={field.onChange}
              min={todayHere()}
              max={todayHere().add(SALES_HORIZON)}
              error={errors.depart?.message}
            />
          )}
        />
        {isReturn && (
          <Controller
            control={control}
            name="back"
            render={({ field }) => (
              <DateField
                label="Coming back"
                value={field.value}
                onChange={field.onChange}
                min={depart ?? todayHere()}
                max={todayHere().add(SALES_HORIZON)}
                error={errors.back?.message}
              />
            )}
          />
        )}
        <TravellersField
          party={party}
          cabin={cabin}
          onParty={(next) => setValue("party", next)}
          onCabin={(next) => setValue("cabin", next)}
        />
        <div className={styles.go}>
          <Button type="submit" look="action" wide>
            <Search size={18} aria-hidden="true" /> Search flights
          </Button>
        </div>
      </div>
    </form>
  );
}

function fieldsOf(query: TripQuery): SearchFields {
  return {
    from: query.from ?? null,
    to: query.to ?? null,
    isReturn: query.back !== undefined,
    depart: parseDate(query.depart ?? defaultDeparture()),
    back: query.back ? parseDate(query.back) : null,
    party: { adults: query.adults, children: query.children, infants: query.infants },
    cabin: query.cabin,
  };
}
