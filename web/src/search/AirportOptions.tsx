/** The airports that answer to what is typed, to pick one with the pointer or by its line. */
import { type ReactNode, useEffect, useRef } from "react";
import type { AirportLabelFragment } from "../graphql/generated";
import { countryName } from "../words/country";
import styles from "./AirportField.module.css";

interface AirportOptionsProps {
  readonly id: string;
  readonly label: string;
  readonly airports: readonly AirportLabelFragment[];
  readonly active: number;
  readonly onPick: (airport: AirportLabelFragment) => void;
  /** What is said when there are none. */
  readonly children: ReactNode;
}

export function AirportOptions({ id, label, airports, active, onPick, children }: AirportOptionsProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is brought into sight
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div className={styles.popover}>
      <div role="listbox" id={id} aria-label={label} className={styles.list} ref={list}>
        {airports.map((airport, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the combobox keeps the focus and has the keys
          <div
            key={airport.code}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            aria-label={`${airport.city}, ${countryName(airport.country)}, ${airport.name} ${airport.code}`}
            className={styles.option}
            // The focus stays in the field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(airport)}
          >
            <span className={styles.place}>
              <span className={styles.city}>
                {airport.city}, {countryName(airport.country)}
              </span>{" "}
              <span className={styles.name}>{airport.name}</span>
            </span>{" "}
            <span className={styles.code}>{airport.code}</span>
          </div>
        ))}
      </div>
      {airports.length === 0 && (
        <p className={styles.none} role="status">
          {children}
        </p>
      )}
    </div>
  );
}
