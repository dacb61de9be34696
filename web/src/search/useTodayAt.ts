/** Today by the calendar of an airport: a departure's day is one there. Until the airport is known, it is today here. */
import type { CalendarDate } from "@internationalized/date";
import { useQuery } from "urql";
import { AirportByCodeDocument } from "../graphql/generated";
import { todayIn } from "./salesPeriod";

export function useTodayAt(code: string | null | undefined): CalendarDate {
  const [{ data }] = useQuery({ query: AirportByCodeDocument, variables: { code: code ?? "" }, pause: !code });
  return todayIn(data?.airport?.code === code ? data?.airport?.timeZone : undefined);
}
