/** What is typed -> the airports that answer to it. */
import { useQuery } from "urql";
import { type AirportLabelFragment, FindAirportsDocument } from "../graphql/generated";
import { useSettled } from "../ui/useSettled";

// Long enough to skip most keystrokes of a fast typist, short enough not to be felt.
const SETTLE_MS = 150;

interface Found {
  readonly airports: readonly AirportLabelFragment[];
  readonly isSearching: boolean;
}

export function useAirports(text: string): Found {
  const search = useSettled(text.trim(), SETTLE_MS);
  const pause = search.length === 0;
  const [{ data, fetching }] = useQuery({ query: FindAirportsDocument, variables: { search }, pause });
  const found = pause ? [] : (data?.airports.edges.map((edge) => edge.node) ?? []);
  const isSearching = fetching || search !== text.trim();
  // The answer to an earlier text stays only as far as it answers this one too: nobody should pick a stale line.
  return { airports: isSearching ? found.filter((airport) => answersTo(airport, text)) : found, isSearching };
}

function answersTo({ code, name, city }: AirportLabelFragment, text: string): boolean {
  return `${code} ${name} ${city}`.toLowerCase().includes(text.trim().toLowerCase());
}

/** Typing a code, or words only one airport answers to, and leaving the field is choosing it. */
export function certainMatch(text: string, airports: readonly AirportLabelFragment[]): AirportLabelFragment | null {
  const typed = text.trim().toUpperCase();
  if (typed === "") return null;
  return airports.find((airport) => airport.code === typed) ?? (airports.length === 1 ? (airports[0] ?? null) : null);
}

export function nameOf(airport: AirportLabelFragment): string {
  return airport.city || airport.name;
}
