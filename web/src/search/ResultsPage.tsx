/** The results: slice after slice of the journey, each with its own list; then on to booking. */
import { parseDate } from "@internationalized/date";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useQuery } from "urql";
import { useOffers } from "../booking/useOffers";
import { AirlinesDocument, type FareFamily, type FlightSort, type ItineraryOfferFragment } from "../graphql/generated";
import { Button, ButtonLink } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Notice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Segmented } from "../ui/Segmented";
import { Skeleton } from "../ui/Skeleton";
import { SoldOutFlights } from "../waitlist/SoldOutFlights";
import { CABIN_LABEL, FAMILY_LABEL } from "../words/labels";
import { partyWords } from "../words/party";
import { dateWords } from "../words/time";
import { type Choice, findChoice, isLast } from "./choice";
import { DayStrip } from "./DayStrip";
import { ANY_TIME, HOURS, type Hours, toSliceInput } from "./hours";
import { ItineraryList } from "./ItineraryList";
import { JourneySteps } from "./JourneySteps";
import { NothingFound } from "./NothingFound";
import styles from "./ResultsPage.module.css";
import { ReturnGrid } from "./ReturnGrid";
import { withDate } from "./slices";
import { seatsOf, type TripQuery } from "./tripQuery";

const route = getRouteApi("/flights");

// Most people look at what was found, and never open the form again.
const SearchForm = lazy(() => import("./SearchForm").then((module) => ({ default: module.SearchForm })));

const SORTS: readonly { readonly value: FlightSort; readonly label: string }[] = [
  { value: "PRICE", label: "Cheapest" },
  { value: "DURATION", label: "Fastest" },
  { value: "DEPARTURE", label: "Earliest" },
];

const FAMILIES: readonly FareFamily[] = ["LIGHT", "STANDARD", "FLEX"];

export function ResultsPage() {
  const query = route.useSearch();
  const choice = findChoice(query);
  if (!choice) {
    return (
      <Page title="Search flights">
        <Suspense fallback={<Skeleton label="Loading the search" rows={1} height="20rem" />}>
          <SearchForm query={query} />
        </Suspense>
      </Page>
    );
  }
  return <SlicePage key={choice.index} query={query} choice={choice} />;
}

interface SlicePageProps {
  readonly query: TripQuery;
  readonly choice: Choice;
}

function SlicePage({ query, choice }: SlicePageProps) {
  const navigate = route.useNavigate();
  const [isEditing, setEditing] = useState(false);
  const { slices, index, slice } = choice;
  const [offers] = useOffers(choice.taken.flat(), query.cabin, seatsOf(query));
  const flights = offers.state === "ready" ? offers.flights : [];

  function select({ segments }: ItineraryOfferFragment) {
    const ids = segments.map(({ flight }) => flight.id);
    const { change } = query;
    if (change) {
      return navigate({
        to: "/trips/$tripId/change",
        params: { tripId: change.trip },
        search: { from: change.flight, to: ids, others: change.others },
      });
    }
    if (!isLast(choice)) {
      const taken = [...query.taken.slice(0, index), ids.join(",")];
      return navigate({ to: "/flights", search: { ...query, taken, ...ANY_TIME } });
    }
    const { adults, children, infants, cabin, family } = query;
    const all = [...choice.taken.flat(), ...ids];
    return navigate({ to: "/book", search: { flights: all, adults, children, infants, cabin, family, step: "fare" } });
  }

  return (
    <Page
      title={`${slice.from} to ${slice.to}`}
      above={stepWords(choice, query)}
      lead={inOneLine(dateWords(parseDate(slice.date)), partyWords(query), CABIN_LABEL[query.cabin])}
      beside={
        query.change ? (
          <ButtonLink to="/trips/$tripId" params={{ tripId: query.change.trip }}>
            Keep my flight
          </ButtonLink>
        ) : (
          <Button onClick={() => setEditing(!isEditing)} aria-expanded={isEditing}>
            {isEditing ? "Close" : "Change search"}
          </Button>
        )
      }
    >
      {isEditing && (
        <Suspense fallback={<Skeleton label="Loading the search" rows={1} height="10rem" />}>
          <SearchForm key={JSON.stringify(query)} query={query} />
        </Suspense>
      )}
      {slices.length > 1 && <JourneySteps query={query} choice={choice} flights={flights} />}
      <DayStrip query={query} choice={choice} />
      <DaysThereAndBack query={query} choice={choice} />
      <Tools query={query} choice={choice} />
      {query.change && (
        <Notice tone="neutral" title="Look around: nothing changes yet" announce={false}>
          <p>Prices are those of the new flight. What the change costs you is shown before you decide.</p>
        </Notice>
      )}
      {choice.isCrowded && (
        <Notice tone="neutral" title="Direct flights only" announce={false}>
          <p>A booking has room for six flights. Choose direct flights before this one to have more choice here.</p>
        </Notice>
      )}
      {/* Without the flights taken before, nobody knows from when on these can be caught. */}
      {(offers.state === "ready" || index === 0) && (
        <Results query={query} choice={choice} arrival={flights.at(-1) ?? null} onSelect={select} />
      )}
    </Page>
  );
}

/** While the way out is chosen: the way back has one day left to compare, which the strip does. */
function DaysThereAndBack({ query, choice: { index } }: SlicePageProps) {
  const { from, to, depart, back, legs, change } = query;
  if (index > 0 || legs || change || !from || !to || !depart || !back) return null;
  return <ReturnGrid query={{ ...query, from, to, depart, back }} />;
}

function Tools({ query, choice }: SlicePageProps) {
  const navigate = route.useNavigate();
  const change = (part: Partial<TripQuery>) => navigate({ search: { ...query, ...part }, replace: true });
  return (
    <div className={styles.tools}>
      <Segmented label="Order" options={SORTS} value={query.sort} onChange={(sort) => change({ sort })} />
      <div className={styles.filters}>
        {!choice.isCrowded && (
          <label className={styles.direct}>
            <input
              type="checkbox"
              checked={query.direct}
              onChange={(event) => change({ direct: event.target.checked })}
            />
            Direct only
          </label>
        )}
        {/* Another flight for a trip keeps the family that was bought. */}
        {!query.change && <FamilyChoice value={query.family} onChange={(family) => change({ family })} />}
        <HoursChoice label="Leaving" value={query.hours} onChange={(hours) => change({ hours })} />
        <HoursChoice label="Arriving" value={query.arrive} onChange={(arrive) => change({ arrive })} />
        <AirlineChoice value={query.airline} onChange={(airline) => change({ airline })} />
      </div>
    </div>
  );
}

interface HoursChoiceProps {
  readonly label: "Leaving" | "Arriving";
  readonly value: Hours;
  readonly onChange: (hours: Hours) => void;
}

function HoursChoice({ label, value, onChange }: HoursChoiceProps) {
  return (
    <label className={styles.hours}>
      <span className="visually-hidden">{label}</span>
      <select
        value={value}
        onChange={(event) => onChange(HOURS.find((each) => each.value === event.target.value)?.value ?? "ANY")}
      >
        {HOURS.map((each) => (
          <option key={each.value} value={each.value}>
            {each.value === "ANY" ? `${label} any time` : `${label}: ${each.label}`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface AirlineChoiceProps {
  readonly value: string | undefined;
  readonly onChange: (airline: string | undefined) => void;
}

function AirlineChoice({ value, onChange }: AirlineChoiceProps) {
  const [{ data }] = useQuery({ query: AirlinesDocument });
  return (
    <label className={styles.hours}>
      <span className="visually-hidden">Airline</span>
      <select value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">All airlines</option>
        {data?.airlines.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FamilyChoiceProps {
  readonly value: FareFamily;
  readonly onChange: (family: FareFamily) => void;
}

function FamilyChoice({ value, onChange }: FamilyChoiceProps) {
  return (
    <label className={styles.hours}>
      <span className="visually-hidden">Prices for</span>
      <select
        value={value}
        onChange={(event) => onChange(FAMILIES.find((family) => family === event.target.value) ?? "STANDARD")}
      >
        {FAMILIES.map((family) => (
          <option key={family} value={family}>
            {FAMILY_LABEL[family]} fares
          </option>
        ))}
      </select>
    </label>
  );
}

interface ResultsProps extends SlicePageProps {
  /** The last flight of the slice before, if there is one. */
  readonly arrival: {
    readonly arrivesAt: string;
    readonly arrivesAtLocal: string;
    readonly destination: { readonly code: string };
  } | null;
  readonly onSelect: (itinerary: ItineraryOfferFragment) => void;
}

function Results({ query, choice, arrival, onSelect }: ResultsProps) {
  const { adults, children, infants, cabin, sort, family } = query;
  const { slice, index, mayConnect } = choice;
  const arrivalDay = arrival?.arrivesAtLocal.slice(0, 10) ?? "";
  if (arrival && arrivalDay > slice.date) {
    return (
      <Empty
        title="You arrive a day later"
        actions={
          <ButtonLink to="/flights" look="brand" search={withDate(query, index, arrivalDay)}>
            Look on {dateWords(parseDate(arrivalDay), "short")}
          </ButtonLink>
        }
      >
        <p>The flight before arrives after this day, so nothing on it can be caught.</p>
      </Empty>
    );
  }
  const isSamePlace = arrival?.destination.code === slice.from;
  const search = {
    slices: [toSliceInput(slice, query, isSamePlace ? (arrival?.arrivesAtLocal ?? null) : null)],
    passengers: { adults, children, infants },
    cabin,
    maxConnections: mayConnect ? 1 : 0,
    sort,
    fareFamily: family,
    airlines: query.airline ? [query.airline] : null,
  };
  const isWaitable = choice.slices.length === 1 && !query.change;
  return (
    <>
      <ItineraryList
        // Another search starts at its first page again.
        key={JSON.stringify(search)}
        search={search}
        party={partyWords(query)}
        notBefore={arrival?.arrivesAt ?? null}
        booked={query.change?.flight ?? null}
        whenEmpty={<NothingFound query={query} choice={choice} />}
        onSelect={onSelect}
      />
      {isWaitable && <SoldOutFlights slice={slice} party={{ adults, children, infants }} cabin={cabin} />}
    </>
  );
}

function stepWords({ slices, index }: Choice, { legs, change }: TripQuery): string {
  if (change) return "Another flight for your trip";
  if (slices.length === 1) return "Choose your flight";
  if (legs) return `Flight ${index + 1} of ${slices.length}`;
  return index === 0 ? "Your flight out" : "Your flight back";
}

/** On a phone it breaks between its parts: neither inside one, nor before a dot. */
function inOneLine(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(" ", "\u00a0")).join("\u00a0· ");
}
