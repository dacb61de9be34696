/** The filters of the flights desk. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "../../ui/Button";
import { SelectField, TextField } from "../../ui/Field";
import { FLIGHT_STATUS_LABEL, FLIGHT_STATUSES } from "../../words/labels";
import { filterText } from "../ui/filterText";
import styles from "./FlightFilterForm.module.css";
import { type FlightsQuery, loadFlightsQuery } from "./flightsQuery";

const schema = z.object({
  designator: filterText(/^[A-Z0-9]{2}\s?\d{0,4}$/, "Like UA 1545."),
  origin: filterText(/^[A-Z]{3}$/, "Three letters."),
  destination: filterText(/^[A-Z]{3}$/, "Three letters."),
  airline: filterText(/^[A-Z0-9]{2,3}$/, "Two or three characters."),
  date: z.string(),
  status: z.string(),
});

interface FlightFilterFormProps {
  readonly query: FlightsQuery;
  readonly onChange: (query: FlightsQuery) => void;
}

export function FlightFilterForm({ query, onChange }: FlightFilterFormProps) {
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      designator: query.designator ?? "",
      origin: query.origin ?? "",
      destination: query.destination ?? "",
      airline: query.airline ?? "",
      date: query.date ?? "",
      status: query.status ?? "",
    },
  });
  const errors = formState.errors;
  const submit = handleSubmit((form) =>
    onChange(loadFlightsQuery({ ...Object.fromEntries(Object.entries(form).filter(([, value]) => value !== "")) })),
  );
  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label="Filter flights">
      <TextField
        label="Flight"
        placeholder="UA 1545"
        autoComplete="off"
        error={errors.designator?.message}
        {...register("designator")}
      />
      <TextField
        label="From"
        placeholder="JFK"
        maxLength={3}
        autoComplete="off"
        error={errors.origin?.message}
        {...register("origin")}
      />
      <TextField
        label="To"
        placeholder="LAX"
        maxLength={3}
        autoComplete="off"
        error={errors.destination?.message}
        {...register("destination")}
      />
      <TextField
        label="Airline"
        placeholder="UA"
        maxLength={3}
        autoComplete="off"
        error={errors.airline?.message}
        {...register("airline")}
      />
      <TextField label="Date" type="date" {...register("date")} />
      <SelectField label="Status" {...register("status")}>
        <option value="">Any</option>
        {FLIGHT_STATUSES.map((status) => (
          <option key={status} value={status}>
            {FLIGHT_STATUS_LABEL[status]}
          </option>
        ))}
      </SelectField>
      <div className={styles.actions}>
        <Button type="submit" look="brand">
          Filter
        </Button>
        <Button look="quiet" onClick={() => onChange({})}>
          Clear
        </Button>
      </div>
    </form>
  );
}
