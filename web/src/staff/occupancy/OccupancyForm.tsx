/** Which route, which days, which cabin. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Cabin } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { SelectField, TextField } from "../../ui/Field";
import { CABIN_LABEL, CABINS } from "../../words/labels";
import { findDate } from "../../words/time";
import { AirportInput } from "../ui/AirportInput";
import styles from "./OccupancyPage.module.css";

const airport = z.string().regex(/^[A-Z]{3}$/, "Choose an airport.");
const schema = z.object({
  origin: airport,
  destination: airport,
  from: z.string().refine((text) => findDate(text) !== null, "Enter a date."),
  days: z.coerce.number<string>(),
  cabin: z.enum(["", "ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
});

interface Start {
  readonly origin: string;
  readonly destination: string;
  readonly from: string;
  readonly days: number;
  readonly cabin: Cabin | undefined;
}

interface OccupancyFormProps {
  readonly start: Start;
  readonly onChange: (search: Start) => void;
}

export function OccupancyForm({ start, onChange }: OccupancyFormProps) {
  const { register, control, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { ...start, days: String(start.days), cabin: start.cabin ?? ("" as const) },
  });
  const errors = formState.errors;
  return (
    <form
      className={styles.form}
      noValidate
      aria-label="Route and days"
      onSubmit={handleSubmit((form) => onChange({ ...form, cabin: form.cabin === "" ? undefined : form.cabin }))}
    >
      <AirportInput control={control} name="origin" label="From" />
      <AirportInput control={control} name="destination" label="To" />
      <TextField label="First day" type="date" error={errors.from?.message} {...register("from")} />
      <SelectField label="Days" {...register("days")}>
        {[7, 14, 31].map((days) => (
          <option key={days}>{days}</option>
        ))}
      </SelectField>
      <SelectField label="Cabin" {...register("cabin")}>
        <option value="">All</option>
        {CABINS.map((cabin) => (
          <option key={cabin} value={cabin}>
            {CABIN_LABEL[cabin]}
          </option>
        ))}
      </SelectField>
      <div className={styles.actions}>
        <Button type="submit" look="brand">
          Show
        </Button>
      </div>
    </form>
  );
}
