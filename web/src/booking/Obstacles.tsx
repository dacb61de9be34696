/** What stands in the way of booking these flights, and the ways round it: other flights, the waitlist, a new search. */
import { useEffect, useRef } from "react";
import type { FlightOfferFragment } from "../graphql/generated";
import { Notice } from "../ui/Notice";
import { refusalOf } from "../words/refusals";
import { NextFlights } from "./NextFlights";
import styles from "./NextFlights.module.css";
import type { Quote, Wish } from "./quote";

interface ObstaclesProps {
  readonly flights: readonly FlightOfferFragment[];
  readonly quote: Quote;
  readonly wish: Wish;
  /** What cannot be read off the flights: why the offer was refused, as a code. */
  readonly refusal: string | null;
  /** The flight whose last seats went while these were being booked. */
  readonly justGone: string | null;
  readonly onInstead: (flightIds: string[]) => void;
}

export function Obstacles({ flights, quote, wish, refusal, justGone, onInstead }: ObstaclesProps) {
  const place = useRef<HTMLDivElement>(null);
  // The button that was pressed stands further down: what came of it must be seen and heard.
  useEffect(() => {
    if (justGone) place.current?.focus();
  }, [justGone]);
  const obstacles = quote.obstacles.length === 0 && refusal ? [refusalOf(refusal).title] : quote.obstacles;
  // An offer for several flights does not say which of them is full.
  const refusedId = refusal === "SOLD_OUT" && flights.length === 1 ? flights[0]?.id : undefined;
  const lostId = justGone ?? quote.soldOutId ?? refusedId ?? null;
  if (obstacles.length === 0 && !lostId) return null;
  const isWaitable = quote.waitableId !== null;
  return (
    <div ref={place} tabIndex={-1} className={styles.next}>
      <Notice tone={lostId ? "warn" : "bad"} title={titleOf(justGone !== null, isWaitable, lostId !== null)}>
        {obstacles.map((obstacle) => (
          <p key={obstacle}>{obstacle}</p>
        ))}
        {justGone && <p>Nothing was booked and nothing was charged.</p>}
        {isWaitable && (
          <p>
            Take another flight, or go on and join the waitlist: when seats come free, they are booked for you by
            themselves.
          </p>
        )}
      </Notice>
      {lostId && <NextFlights flights={flights} lostId={lostId} wish={wish} onSelect={onInstead} />}
    </div>
  );
}

function titleOf(isJustGone: boolean, isWaitable: boolean, isSoldOut: boolean): string {
  if (isJustGone) return "The last seats have just gone to someone else";
  if (isWaitable) return "There are no seats now, but you can wait for them";
  return isSoldOut ? "There are no seats for you on one of these flights now" : "This cannot be booked as it stands";
}
