/** A flight for a period: on these weekdays, at these hours; one flight a day comes of it. */
import { zodResolver } from "@hookform/resolvers/zod";
import { CalendarDays, FileUp } from "lucide-react";
import { useRef } from "react";
import { Controller, useForm, useWatch } from "react-hook-form";
import { useMutation, useQuery } from "urql";
import { fieldAtFault, toProblem } from "../../api/problem";
import { AirlinesDocument, CreateScheduleDocument } from "../../graphql/generated";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { SelectField, TextField } from "../../ui/Field";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { countWords } from "../../words/labels";
import { AircraftTypeSelect } from "../flights/AircraftTypeSelect";
import { CabinFields } from "../flights/CabinFields";
import { CurrencySelect } from "../flights/CurrencySelect";
import { AirportInput } from "../ui/AirportInput";
import { PlannedFlights } from "./PlannedFlights";
import styles from "./SchedulePage.module.css";
import { blankSchedule, daysOf, type NewSchedule, scheduleSchema, toScheduleInput } from "./schedule";
import { WeekdaysField } from "./WeekdaysField";

const FIELDS = [
  "airline",
  "flightNumber",
  "origin",
  "destination",
  "departsAtLocal",
  "arrivesAtLocal",
  "firstDay",
  "lastDay",
  "weekdays",
  "aircraftType",
] as const;

export function SchedulePage() {
  const [{ data: reference }] = useQuery({ query: AirlinesDocument });
  const [{ data, fetching, error }, create] = useMutation(CreateScheduleDocument);
  const { register, control, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(scheduleSchema),
    defaultValues: blankSchedule(),
  });
  const errors = formState.errors;
  const results = useRef<HTMLDivElement>(null);

  async function plan(form: NewSchedule) {
    const answer = await create({ input: toScheduleInput(form) });
    const problem = answer.error ? toProblem(answer.error) : null;
    const field = fieldAtFault(problem, FIELDS);
    if (field && problem) setError(field, { message: problem.detail }, { shouldFocus: true });
    else results.current?.focus();
  }

  return (
    <Page
      title="Schedules"
      lead="Plans one flight on each weekday of a period. Days that have the flight already stay as they are, so after a failure it can simply be sent again."
      beside={
        <>
          <ButtonLink to="/staff/schedules/all" search={{}} look="outline">
            <CalendarDays size={18} aria-hidden="true" /> Those on sale
          </ButtonLink>
          <ButtonLink to="/staff/schedules/import" search={{}} look="outline">
            <FileUp size={18} aria-hidden="true" /> Import a file
          </ButtonLink>
        </>
      }
    >
      <form className={styles.form} onSubmit={handleSubmit(plan)} noValidate aria-label="Schedule">
        <Card title="Flight">
          <div className={styles.grid}>
            <SelectField label="Airline" error={errors.airline?.message} {...register("airline")}>
              <option value="">Choose</option>
              {reference?.airlines.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name} ({code})
                </option>
              ))}
            </SelectField>
            <TextField
              label="Flight number"
              inputMode="numeric"
              autoComplete="off"
              error={errors.flightNumber?.message}
              {...register("flightNumber")}
            />
            <AirportInput control={control} name="origin" label="From" />
            <AirportInput control={control} name="destination" label="To" />
            <TextField
              label="Leaves, local time there"
              type="time"
              error={errors.departsAtLocal?.message}
              {...register("departsAtLocal")}
            />
            <TextField
              label="Arrives, local time there"
              type="time"
              hint="Earlier than it leaves: the day after."
              error={errors.arrivesAtLocal?.message}
              {...register("arrivesAtLocal")}
            />
            <AircraftTypeSelect error={errors.aircraftType?.message} {...register("aircraftType")} />
            <CurrencySelect {...register("currency")} />
          </div>
        </Card>
        <Card title="Days" beside={<FlightCount control={control} />}>
          <div className={styles.days}>
            <div className={styles.grid}>
              <TextField label="First day" type="date" error={errors.firstDay?.message} {...register("firstDay")} />
              <TextField label="Last day" type="date" error={errors.lastDay?.message} {...register("lastDay")} />
            </div>
            <Controller
              control={control}
              name="weekdays"
              render={({ field }) => (
                <WeekdaysField value={field.value} onChange={field.onChange} error={errors.weekdays?.message} />
              )}
            />
          </div>
        </Card>
        <CabinFields register={register} errors={errors.cabins} />
        <div className={styles.actions}>
          <Button type="submit" look="brand" busy={fetching}>
            Create the flights
          </Button>
        </div>
      </form>
      <div ref={results} tabIndex={-1} className={styles.results}>
        {error && !fetching && <ProblemNotice problem={toProblem(error)} />}
        {data && !fetching && <PlannedFlights schedule={data.createSchedule} />}
      </div>
    </Page>
  );
}

type Control = ReturnType<typeof useForm<ReturnType<typeof blankSchedule>, unknown, NewSchedule>>["control"];

function FlightCount({ control }: { readonly control: Control }) {
  const [firstDay, lastDay, weekdays] = useWatch({ control, name: ["firstDay", "lastDay", "weekdays"] });
  const days = daysOf({ firstDay, lastDay, weekdays });
  return (
    <p className={styles.count} role="status">
      {days > 0 && countWords(days, "flight")}
    </p>
  );
}
