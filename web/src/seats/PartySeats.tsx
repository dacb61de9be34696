/** The travellers of a party with their seats; one of them is being seated. */
import styles from "./PartySeats.module.css";
import type { Seating } from "./seating";

interface PartySeatsProps {
  readonly names: readonly string[];
  readonly seating: Seating;
  /** What there is to say of a seat besides its number. */
  readonly wordsOf: (number: string) => string;
  readonly who: number;
  readonly onWho: (who: number) => void;
}

export function PartySeats({ names, seating, wordsOf, who, onWho }: PartySeatsProps) {
  if (names.length === 1) {
    return (
      <p className={`${styles.traveller} ${styles.current}`}>
        <span className={styles.who}>
          <span className={styles.name}>{names[0]}</span>
          <SeatWords number={seating[0] ?? null} wordsOf={wordsOf} />
        </span>
      </p>
    );
  }
  return (
    <fieldset className={styles.party}>
      <legend className="visually-hidden">Whose seat you choose</legend>
      {names.map((name, index) => {
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two travellers may share a name; the order never changes
          <label key={index} className={`${styles.traveller} ${index === who ? styles.current : ""}`}>
            <input type="radio" name="seated" checked={index === who} onChange={() => onWho(index)} />
            <span className={styles.mark} aria-hidden="true">
              {index + 1}
            </span>
            <span className={styles.who}>
              <span className={styles.name}>{name}</span>
              <SeatWords number={seating[index] ?? null} wordsOf={wordsOf} />
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

function SeatWords({ number, wordsOf }: { readonly number: string | null } & Pick<PartySeatsProps, "wordsOf">) {
  return (
    <span className={styles.seat}>
      <strong>{number ?? "no seat yet"}</strong>
      {number && <span className={styles.words}> {wordsOf(number)}</span>}
    </span>
  );
}
