/** A day without a flight for this party, and the ways on: fewer limits, or the nearest days that have one. */
import { parseDate } from "@internationalized/date";
import { ButtonLink } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { formatMoney } from "../words/money";
import { dateWords } from "../words/time";
import type { Choice } from "./choice";
import { ANY_TIME } from "./hours";
import { withDate } from "./slices";
import { seatsOf, type TripQuery } from "./tripQuery";
import { useCheapestDays } from "./useCheapestDays";

// One before and one after, or the two that are nearest: more is in the strip of days above.
const OFFERED = 2;

interface NothingFoundProps {
  readonly query: TripQuery;
  readonly choice: Choice;
}

export function NothingFound({ query, choice }: NothingFoundProps) {
  const { slices, index, slice } = choice;
  const prices = useCheapestDays(query, choice);
  const isNarrowed = query.direct || query.hours !== "ANY" || query.arrive !== "ANY" || query.airline !== undefined;
  const earliest = slices[index - 1]?.date ?? "";
  const distance = (day: string) => Math.abs(parseDate(day).compare(parseDate(slice.date)));
  const days = [...prices]
    .filter(([day]) => day !== slice.date && day >= earliest)
    .toSorted(([one], [other]) => distance(one) - distance(other))
    .slice(0, OFFERED)
    .toSorted(([one], [other]) => one.localeCompare(other));
  const forAll = seatsOf(query) > 1 ? " for all" : "";
  return (
    <Empty
      title="No flights on this day"
      actions={
        <>
          {isNarrowed && (
            <ButtonLink
              to="/flights"
              look="brand"
              search={{ ...query, ...ANY_TIME, direct: false, airline: undefined }}
            >
              Show all times, airlines and connections
            </ButtonLink>
          )}
          {days.map(([day, price]) => (
            <ButtonLink key={day} to="/flights" search={withDate(query, index, day)}>
              {dateWords(parseDate(day), "short")}, from {formatMoney(price)}
              {forAll}
            </ButtonLink>
          ))}
        </>
      }
    >
      <p>{reasonWords(isNarrowed, days.length > 0)}</p>
    </Empty>
  );
}

function reasonWords(isNarrowed: boolean, hasDays: boolean): string {
  if (isNarrowed) return "Nothing leaves within these limits with enough seats.";
  return hasDays
    ? "Nobody flies there that day, or the cabin is sold out or not offered. These days nearby have seats."
    : "Nobody flies there that day or within three days of it, or the cabin is sold out or not offered. Try another day, or an airport nearby.";
}
