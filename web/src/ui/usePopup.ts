/**
 * What opens beside a field and closes by itself: on Escape, on a press elsewhere, and when the focus goes elsewhere.
 *
 * In: whether it is open. Out: the ref of what holds both the field and what opens.
 */
import { type RefObject, useEffect, useRef } from "react";

export function usePopup(isOpen: boolean, close: (by: "escape" | "leaving") => void): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(close);
  latest.current = close;

  useEffect(() => {
    if (!isOpen) return;
    const leaveTo = (target: EventTarget | null) => {
      if (!(target instanceof Node && place.current?.contains(target))) latest.current("leaving");
    };
    const onPress = ({ target }: PointerEvent) => leaveTo(target);
    const onFocus = ({ target }: FocusEvent) => leaveTo(target);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      latest.current("escape");
    };
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey);
    };
  }, [isOpen]);
  return place;
}
