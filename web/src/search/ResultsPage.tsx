/** The results: first the way out, then, for a return, the way back; then on to booking. */
import { parseDate } from "@internationalized/date";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { type Cabin, type FlightOfferFragment, type FlightSort, OfferedFlightDocument } from "../graphql/generated";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { FlightLine } from "../ui/FlightLine";
import { Page } from "../ui/Page";
import { Segmented } from "../ui/Segmented";
import { CABIN_LABEL } from "../words/labels";
import { dateWords } from "../words/time";
import { DayStrip } from "./DayStrip";
import { FlightList } from "./FlightList";
import styles from "./ResultsPage.module.css";
import { SearchForm } from "./SearchForm";
import { partyWords } from "./TravellersField";
import { seatsOf, type TripQuery } from "./tripQuery";

const route = getRouteApi("/flights");

const SORTS: readonly { readonly value: FlightSort; readonly label: string }[] = [
  { value: "DEPARTURE", label: "Earliest" },
  { value: "PRICE", label: "Cheapest" },
  { value: "DURATION", label: "Fastest" },
];

export function ResultsPage() {
  const query = route.useSearch();
  const { from, to, depart } = query;
  if (!from || !to || !depart) {
    return (
      <Page title="Search flights">
        <SearchForm query={query} />
      </Page>
    );
  }
  return query.back && query.out ? (
    <Leg key="back" query={query} leg={{ from: to, to: from, date: query.back, changes: "back" }} outId={query.out} />
  ) : (
    <Leg key="out" query={query} leg={{ from, to, date: depart, changes: "depart" }} />
  );
}

/** One direction of the trip: what is being chosen right now. */
export interface LegChoice {
  readonly from: string;
  readonly to: string;
  readonly date: string;
  readonly changes: "depart" | "back";
}

function Leg({ query, leg, outId }: { readonly query: TripQuery; readonly leg: LegChoice; readonly outId?: string }) {
  const navigate = route.useNavigate();
  const [isEditing, setEditing] = useState(false);
  const out = useChosen(outId);
  const step = query.back ? (outId ? "Your flight back" : "Your flight out") : "Choose your flight";

  function select(flight: FlightOfferFragment) {
    if (query.back && !outId) return navigate({ to: "/flights", search: { ...query, out: flight.id } });
    const flights = outId ? [outId, flight.id] : [flight.id];
    const { adults, children, infants, cabin } = query;
    return navigate({ to: "/book", search: { flights, adults, children, infants, cabin, step: "passengers" } });
  }

  const search = {
    origin: leg.from,
    destination: leg.to,
    date: leg.date,
    passengers: seatsOf(query),
    cabin: query.cabin,
    sort: query.sort,
  };
  return (
    <Page
      title={`${leg.from} to ${leg.to}`}
      above={step}
      lead={`${dateWords(parseDate(leg.date))} · ${partyWords(query)} · ${CABIN_LABEL[query.cabin]}`}
      beside={
        <Button onClick={() => setEditing(!isEditing)} aria-expanded={isEditing}>
          {isEditing ? "Close" : "Change search"}
        </Button>
      }
    >
      {isEditing && <SearchForm key={JSON.stringify(query)} query={query} />}
      {out && (
        <Card
          title="Flight out"
          beside={
            <Button look="quiet" onClick={() => navigate({ search: { ...query, out: undefined } })}>
              Change
            </Button>
          }
        >
          <FlightLine flight={out} />
        </Card>
      )}
      <div className={styles.tools}>
        <DayStrip query={query} leg={leg} />
        <Segmented
          label="Order"
          options={SORTS}
          value={query.sort}
          onChange={(sort) => navigate({ search: { ...query, sort }, replace: true })}
        />
      </div>
      <FlightList key={listKey(search)} search={search} notBefore={out?.arrivesAt} onSelect={select} />
    </Page>
  );
}

function useChosen(id: string | undefined): FlightOfferFragment | null {
  const [{ data }] = useQuery({ query: OfferedFlightDocument, variables: { id: id ?? "" }, pause: id === undefined });
  return id === undefined ? null : (data?.flight ?? null);
}

/** Another search starts at its first page again. */
function listKey(search: {
  origin: string;
  destination: string;
  date: string;
  passengers: number;
  cabin: Cabin;
  sort: FlightSort;
}) {
  return Object.values(search).join("|");
}
