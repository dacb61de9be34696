/** A sheet that opens under its field: a small dialog that takes the focus but does not hold it, and is seen whole. */
import { type ReactNode, useEffect, useRef } from "react";
import styles from "./Popup.module.css";

interface PopupProps {
  readonly label: string;
  readonly alignEnd?: boolean;
  readonly children: ReactNode;
}

export function Popup({ label, alignEnd = false, children }: PopupProps) {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What is in the sheet may have taken the focus already: it is there before the sheet.
    if (!sheet.current?.contains(document.activeElement)) sheet.current?.focus({ preventScroll: true });
    sheet.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const place = `${styles.popup} ${alignEnd ? styles.end : ""}`;
  return (
    <div ref={sheet} role="dialog" aria-label={label} tabIndex={-1} className={place}>
      {children}
    </div>
  );
}
