/** The time left until an instant, every second. */
import { useEffect, useState } from "react";

/** In milliseconds, 0 when it is over; null when there is no such instant. */
export function useRemaining(until: string | null): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return until ? Math.max(0, Date.parse(until) - now) : null;
}

export function useCountdown(until: string | null): string {
  const left = useRemaining(until);
  return left === null ? "a while" : remainingWords(left);
}

export function remainingWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
}
