/** The slices of the journey in order: what is taken, what is being chosen, what is to come; and what it adds up to. */
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useQuery } from "urql";
import { CheapestOfSlicesDocument, type FlightOfferFragment } from "../graphql/generated";
import { formatMoney, type Money, multiplyMoney, sumMoney } from "../words/money";
import { clockTime, dateWords, findDate } from "../words/time";
import type { Choice } from "./choice";
import { ANY_TIME, toSliceInput } from "./hours";
import styles from "./JourneySteps.module.css";
import { seatsOf, type TripQuery } from "./tripQuery";

interface JourneyStepsProps {
  readonly query: TripQuery;
  readonly choice: Choice;
  /** The flights taken so far; empty while they are being asked for. */
  readonly flights: readonly FlightOfferFragment[];
}

export function JourneySteps({ query, choice, flights }: JourneyStepsProps) {
  const { slices, index, taken } = choice;
  const toCome = useCheapest(query, choice);
  const prices = taken.map((ids) => priceOf(flights, ids, query));
  const sum = sumMoney(prices.flatMap((price) => price ?? []));
  return (
    <section className={styles.journey} aria-label="Your journey so far">
      <ol className={styles.steps}>
        {slices.map(({ from, to, date }, position) => {
          const [first, last] = endsOf(flights, taken[position]);
          const isTaken = position < index;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two slices may be alike; their order never changes
            <li key={position} className={styles.step} aria-current={position === index ? "step" : undefined}>
              <span className={styles.mark} aria-hidden="true">
                {isTaken ? <Check size={14} strokeWidth={3} /> : position + 1}
              </span>
              <div className={styles.words}>
                <p className={styles.route}>
                  {from} – {to}
                </p>
                <p className={styles.small}>
                  {shortDate(date)}
                  {first && last && `, ${clockTime(first.departsAtLocal)}–${clockTime(last.arrivesAtLocal)}`}
                </p>
                <p className={styles.small}>
                  {isTaken && prices[position] && `${formatMoney(prices[position])} `}
                  {!isTaken && <Outlook cheapest={toCome[position - index]} />}
                  {isTaken && (
                    <Link to="/flights" search={{ ...query, taken: query.taken.slice(0, position) }}>
                      Change<span className="visually-hidden"> {`${from} to ${to}`}</span>
                    </Link>
                  )}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
      {sum && prices.every(Boolean) && index > 0 && (
        <p className={styles.sum}>
          <span className={styles.small}>Chosen so far</span>
          <strong>{formatMoney(sum)}</strong>
          <Whole chosen={sum} toCome={toCome} />
        </p>
      )}
    </section>
  );
}

/** Undefined is not known yet, null is known to be none. */
type Cheapest = Money | null | undefined;

/** Better told now than after the slices before it have been chosen. */
function Outlook({ cheapest }: { readonly cheapest: Cheapest }) {
  if (cheapest === undefined) return null;
  return cheapest ? `from ${formatMoney(cheapest)}` : <span className={styles.none}>no flights that day</span>;
}

function Whole({ chosen, toCome }: { readonly chosen: Money; readonly toCome: readonly Cheapest[] }) {
  const rest = toCome.flatMap((price) => price ?? []);
  const whole = rest.length > 0 && rest.length === toCome.length ? sumMoney([chosen, ...rest]) : null;
  return whole && <span className={styles.small}>whole journey from {formatMoney(whole)}</span>;
}

/** The slice being chosen and those after it; a help only, so without an answer nothing is said. */
function useCheapest(
  { adults, children, infants, cabin, direct, family, airline }: TripQuery,
  { slices, index }: Choice,
): readonly Cheapest[] {
  const [{ data }] = useQuery({
    query: CheapestOfSlicesDocument,
    variables: {
      slices: slices.slice(index).map((slice) => toSliceInput(slice, ANY_TIME, null)),
      passengers: { adults, children, infants },
      cabin,
      maxConnections: direct ? 0 : 1,
      airlines: airline ? [airline] : null,
      fareFamily: family,
    },
  });
  return data?.searchJourneys.slices.map(({ cheapest }) => cheapest) ?? [];
}

function priceOf(flights: readonly FlightOfferFragment[], ids: readonly string[], query: TripQuery): Money | null {
  const fares = ids.flatMap((id) => {
    const options = flights.find((flight) => flight.id === id)?.fareFamilies;
    return options?.find(({ family }) => family === query.family)?.fare ?? [];
  });
  return fares.length === ids.length ? sumMoney(fares.map((fare) => multiplyMoney(fare, seatsOf(query)))) : null;
}

function endsOf(flights: readonly FlightOfferFragment[], ids: readonly string[] | undefined) {
  const flown = ids?.flatMap((id) => flights.find((flight) => flight.id === id) ?? []) ?? [];
  return [flown[0], flown.at(-1)] as const;
}

function shortDate(date: string): string {
  const day = findDate(date);
  return day ? dateWords(day, "short") : date;
}
