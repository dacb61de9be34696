/**
 * The seats of a cabin, drawn as they stand in the aircraft. One stop for the Tab key; the arrow keys walk from seat to
 * seat, taken ones too, so that nobody has to guess what lies between (the ARIA grid pattern).
 */
import { type KeyboardEvent, useRef, useState } from "react";
import type { SeatOfferFragment } from "../graphql/generated";
import { formatMoney } from "../words/money";
import styles from "./SeatGrid.module.css";
import { neighbour, placeWords, type Rows, type Standing, standingOf, type Terms } from "./seatPlan";

export interface Sitter {
  /** In the seat, for the eye. */
  readonly mark: string;
  /** For who hears it. */
  readonly words: string;
}

interface SeatGridProps {
  readonly label: string;
  /** The letters of a row in groups, an aisle between two groups. */
  readonly columns: readonly string[];
  readonly rows: Rows;
  readonly terms: Terms;
  /** Who of the party has which seat, by its number. */
  readonly sitters: ReadonlyMap<string, Sitter>;
  readonly onPress: (number: string) => void;
}

export function SeatGrid({ label, columns, rows, terms, sitters, onPress }: SeatGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const [stand, setStand] = useState<string | null>(null);
  const current = stand ?? [...sitters.keys()][0] ?? firstOpen(rows, terms);

  function walk(event: KeyboardEvent) {
    const next = current && neighbour(rows, current, event.key);
    if (!next) return;
    event.preventDefault();
    setStand(next);
    table.current?.querySelector<HTMLElement>(`[data-seat="${next}"]`)?.focus();
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are walked with the arrow keys is a grid
    <table role="grid" aria-label={label} className={styles.cabin} ref={table} onKeyDown={walk}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Row</span>
          </th>
          {columns.map((group, index) => (
            <Letters key={group} group={group} hasAisle={index > 0} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ number, seats }) => (
          <tr key={number} className={seats.some(isExit) ? styles.exit : ""}>
            <th scope="row">{number}</th>
            {columns.map((group, index) => (
              <Group key={group} group={group} hasAisle={index > 0}>
                {(letter) => {
                  const seat = seats.find(({ column }) => column === letter);
                  return (
                    seat && (
                      <SeatButton
                        seat={seat}
                        standing={standingOf(seat, terms)}
                        sitter={sitters.get(seat.number)}
                        isCurrent={seat.number === current}
                        onFocus={() => setStand(seat.number)}
                        onPress={() => onPress(seat.number)}
                      />
                    )
                  );
                }}
              </Group>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Letters({ group, hasAisle }: { readonly group: string; readonly hasAisle: boolean }) {
  return (
    <>
      {hasAisle && <td className={styles.aisle} />}
      {[...group].map((letter) => (
        <th key={letter} scope="col">
          {letter}
        </th>
      ))}
    </>
  );
}

interface GroupProps {
  readonly group: string;
  readonly hasAisle: boolean;
  readonly children: (letter: string) => React.ReactNode;
}

function Group({ group, hasAisle, children }: GroupProps) {
  return (
    <>
      {hasAisle && <td className={styles.aisle} />}
      {[...group].map((letter) => (
        <td key={letter}>{children(letter)}</td>
      ))}
    </>
  );
}

interface SeatButtonProps {
  readonly seat: SeatOfferFragment;
  readonly standing: Standing;
  readonly sitter: Sitter | undefined;
  readonly isCurrent: boolean;
  readonly onFocus: () => void;
  readonly onPress: () => void;
}

function SeatButton({ seat, standing, sitter, isCurrent, onFocus, onPress }: SeatButtonProps) {
  const isOpen = standing === "free";
  const isRoomy = seat.characteristics.includes("EXTRA_LEGROOM");
  const look = sitter ? styles.chosen : isOpen && isRoomy ? styles.roomy : styles[standing];
  const words = [`${seat.number}, ${placeWords(seat)}`, seat.price && formatMoney(seat.price)]
    .filter(Boolean)
    .join(", ");
  return (
    <button
      type="button"
      data-seat={seat.number}
      className={`${styles.seat} ${look}`}
      aria-label={`${words}, ${sitter ? sitter.words : STANDING_WORDS[standing]}`}
      aria-pressed={sitter !== undefined}
      aria-disabled={!isOpen}
      tabIndex={isCurrent ? 0 : -1}
      title={words}
      onFocus={onFocus}
      onClick={() => {
        if (isOpen) onPress();
      }}
    >
      {sitter ? sitter.mark : standing === "taken" ? "×" : seat.price ? "$" : ""}
    </button>
  );
}

const STANDING_WORDS: Record<Standing, string> = {
  free: "free",
  taken: "taken",
  locked: "costs more than is paid for seats",
};

function isExit({ characteristics }: SeatOfferFragment): boolean {
  return characteristics.includes("EXIT_ROW");
}

function firstOpen(rows: Rows, terms: Terms): string | null {
  const seats = rows.flatMap((row) => row.seats);
  return (seats.find((seat) => standingOf(seat, terms) === "free") ?? seats[0])?.number ?? null;
}
