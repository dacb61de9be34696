/**
 * A place the focus comes to when what had it is gone: a form that has done its work and made room for its result.
 *
 * Without it the focus falls back to the top of the page, and whoever reads by ear starts all over.
 */
import { type RefObject, useEffect, useRef } from "react";

export function useFocusIfLost<T extends HTMLElement>(when: string): RefObject<T | null> {
  const place = useRef<T>(null);
  const before = useRef(when);
  useEffect(() => {
    if (before.current === when) return;
    before.current = when;
    if (document.activeElement === document.body) place.current?.focus();
  }, [when]);
  return place;
}
