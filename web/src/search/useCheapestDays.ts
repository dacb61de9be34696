/** The cheapest price of each day around the one searched, by its date; days on which nothing is sold are missing. */
import { useQuery } from "urql";
import { CheapestDaysDocument } from "../graphql/generated";
import type { Money } from "../words/money";
import type { Choice } from "./choice";
import { toSliceInput } from "./hours";
import type { TripQuery } from "./tripQuery";

/** Prices are a help, not the point: without an answer the days stand alone. */
export function useCheapestDays(query: TripQuery, { slice, mayConnect }: Choice): Map<string, Money> {
  const { adults, children, infants, cabin, family, airline } = query;
  const { departsFrom, departsUntil, arrivesFrom, arrivesUntil } = toSliceInput(slice, query, null);
  const variables = {
    origin: slice.from,
    destination: slice.to,
    date: slice.date,
    passengers: { adults, children, infants },
    cabin,
    maxConnections: mayConnect ? 1 : 0,
    fareFamily: family,
    departsFrom: departsFrom ?? null,
    departsUntil: departsUntil ?? null,
    arrivesFrom: arrivesFrom ?? null,
    arrivesUntil: arrivesUntil ?? null,
    airlines: airline ? [airline] : null,
  };
  const [{ data }] = useQuery({ query: CheapestDaysDocument, variables });
  return new Map(data?.cheapestDays.flatMap(({ date: day, cheapest }) => (cheapest ? [[day, cheapest]] : [])));
}
