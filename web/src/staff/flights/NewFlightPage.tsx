/** A new flight: who flies, from where to where, when, and what is for sale. */
import { zodResolver } from "@hookform/resolvers/zod";
import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useClient, useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { AirlinesDocument, AirportByCodeDocument, CreateFlightDocument } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { SelectField, TextField } from "../../ui/Field";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { AirportInput } from "../ui/AirportInput";
import { AircraftTypeSelect } from "./AircraftTypeSelect";
import { CabinFields } from "./CabinFields";
import { CurrencySelect } from "./CurrencySelect";
import styles from "./FlightPage.module.css";
import { blankFlight, newFlightSchema, toCreateInput } from "./newFlight";

export function NewFlightPage() {
  const navigate = useNavigate();
  const client = useClient();
  const [{ data: reference }] = useQuery({ query: AirlinesDocument });
  const [{ fetching, error }, create] = useMutation(CreateFlightDocument);
  const { register, control, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(newFlightSchema),
    defaultValues: blankFlight(),
  });
  const errors = formState.errors;

  const submit = handleSubmit(async (form) => {
    const [origin, destination] = await Promise.all([zoneOf(form.origin), zoneOf(form.destination)]);
    if (!origin) return setError("origin", { message: "This airport is not known here." }, { shouldFocus: true });
    if (!destination)
      return setError("destination", { message: "This airport is not known here." }, { shouldFocus: true });
    const { data } = await create({ input: toCreateInput(form, { origin, destination }) });
    if (data) await navigate({ to: "/staff/flights/$flightId", params: { flightId: data.createFlight.id } });
  });

  async function zoneOf(code: string): Promise<string | null> {
    const { data } = await client.query(AirportByCodeDocument, { code }).toPromise();
    return data?.airport?.timeZone ?? null;
  }

  return (
    <Page
      title="New flight"
      above={
        <Link to="/staff/flights" search={{}}>
          Flights
        </Link>
      }
    >
      {error && <ProblemNotice problem={toProblem(error)} />}
      <form className={styles.form} onSubmit={submit} noValidate>
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
              type="datetime-local"
              error={errors.departsAt?.message}
              {...register("departsAt")}
            />
            <TextField
              label="Arrives, local time there"
              type="datetime-local"
              error={errors.arrivesAt?.message}
              {...register("arrivesAt")}
            />
            <AircraftTypeSelect error={errors.aircraftType?.message} {...register("aircraftType")} />
            <CurrencySelect {...register("currency")} />
          </div>
        </Card>
        <CabinFields register={register} errors={errors.cabins} />
        <div className={styles.actions}>
          <Button type="submit" look="brand" busy={fetching}>
            Create flight
          </Button>
        </div>
      </form>
    </Page>
  );
}
