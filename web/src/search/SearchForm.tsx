/** The search: from where, to where, when, who. Submitting it only changes the address; the results page does the rest. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Search, X } from "lucide-react";
import { Controller, useFieldArray, useForm, useWatch } from "react-hook-form";
import { Button } from "../ui/Button";
import { DateField } from "../ui/DateField";
import { todayHere } from "../words/time";
import styles from "./SearchForm.module.css";
import { SliceFields } from "./SliceFields";
import { salesPeriod } from "./salesPeriod";
import { TravellersField } from "./TravellersField";
import { fieldsOf, nextSlice, type TripKind, toTripQuery, tripFormSchema } from "./tripForm";
import { MAX_SLICES, type TripQuery } from "./tripQuery";

const KINDS: readonly { readonly value: TripKind; readonly label: string }[] = [
  { value: "oneWay", label: "One way" },
  { value: "return", label: "Return" },
  { value: "multi", label: "Multi-city" },
];

export function SearchForm({ query }: { readonly query: TripQuery }) {
  const navigate = useNavigate();
  const { control, handleSubmit, setValue, getValues, formState } = useForm({
    resolver: zodResolver(tripFormSchema),
    defaultValues: fieldsOf(query),
  });
  const { fields, append, remove } = useFieldArray({ control, name: "slices" });
  const [kind, slices, party, cabin] = useWatch({ control, name: ["kind", "slices", "party", "cabin"] });
  const { sort, direct, family, airline } = query;

  const submit = handleSubmit((form) =>
    navigate({ to: "/flights", search: { ...toTripQuery(form), sort, direct, family, airline } }),
  );

  function changeKind(next: TripKind) {
    setValue("kind", next);
    if (next === "multi") append(nextSlice(getValues("slices")), { shouldFocus: false });
    else remove(fields.map((_, index) => index).slice(1));
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label="Search flights">
      <div className={styles.top}>
        <fieldset className={styles.kind}>
          <legend className="visually-hidden">Kind of trip</legend>
          {KINDS.map(({ value, label }) => (
            <label key={value} className={styles.choice}>
              <input type="radio" name="kind" checked={kind === value} onChange={() => changeKind(value)} />
              {label}
            </label>
          ))}
        </fieldset>
        <TravellersField
          party={party}
          cabin={cabin}
          onParty={(next) => setValue("party", next)}
          onCabin={(next) => setValue("cabin", next)}
        />
      </div>
      {fields.slice(1).length > 0 && (
        <ol className={styles.slices}>
          {fields.map((field, index) => (
            <li key={field.id}>
              <fieldset className={styles.slice}>
                <legend className={styles.number}>Flight {index + 1}</legend>
                <SliceFields {...{ index, control, getValues, setValue }} earliest={slices[index - 1]?.date}>
                  {index > 0 && (
                    <button
                      type="button"
                      className={styles.remove}
                      onClick={() => remove(index)}
                      aria-label={`Remove flight ${index + 1}`}
                    >
                      <X size={18} aria-hidden="true" />
                    </button>
                  )}
                </SliceFields>
              </fieldset>
            </li>
          ))}
        </ol>
      )}
      <div className={`${styles.grid} ${styles[kind]}`}>
        {fields.length === 1 && <SliceFields index={0} {...{ control, getValues, setValue }} />}
        {kind === "return" && (
          <Controller
            control={control}
            name="back"
            render={({ field }) => (
              <DateField
                ref={field.ref}
                label="Coming back"
                value={field.value}
                onChange={field.onChange}
                {...salesPeriod(slices[0]?.date ?? todayHere())}
                error={formState.errors.back?.message}
              />
            )}
          />
        )}
        {kind === "multi" && (
          <div className={styles.more}>
            <Button
              disabled={fields.length >= MAX_SLICES}
              onClick={() => append(nextSlice(slices), { shouldFocus: false })}
            >
              <Plus size={16} aria-hidden="true" /> Add a flight
            </Button>
          </div>
        )}
        <div className={styles.go}>
          <Button type="submit" look="action" wide>
            <Search size={18} aria-hidden="true" /> Search flights
          </Button>
        </div>
      </div>
    </form>
  );
}
