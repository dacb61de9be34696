/** Who travels, counted by age, and the cabin they sit in. */
import { Minus, Plus } from "lucide-react";
import { useId } from "react";
import type { Cabin } from "../graphql/generated";
import { CABIN_LABEL, CABINS } from "../words/labels";
import styles from "./TravellersChoices.module.css";
import { MAX_PASSENGERS, type Party, seatable } from "./tripQuery";

export interface TravellersChoicesProps {
  readonly party: Party;
  readonly cabin: Cabin;
  readonly onParty: (party: Party) => void;
  readonly onCabin: (cabin: Cabin) => void;
}

export default function TravellersChoices({ party, cabin, onParty, onCabin }: TravellersChoicesProps) {
  const room = MAX_PASSENGERS - (party.adults + party.children + party.infants);
  const change = (part: Partial<Party>) => onParty(seatable({ ...party, ...part }));
  return (
    <>
      <Stepper
        label="Adults"
        hint="12 and over"
        value={party.adults}
        min={1}
        max={party.adults + room}
        onChange={(adults) => change({ adults })}
      />
      <Stepper
        label="Children"
        hint="2 to 11"
        value={party.children}
        min={0}
        max={party.children + room}
        onChange={(children) => change({ children })}
      />
      <Stepper
        label="Infants"
        hint="Under 2, on an adult’s lap"
        value={party.infants}
        min={0}
        max={Math.min(party.adults, party.infants + room)}
        onChange={(infants) => change({ infants })}
      />
      <fieldset className={styles.cabins}>
        <legend className={styles.label}>Cabin</legend>
        <div className={styles.choices}>
          {CABINS.map((each) => (
            <label key={each} className={styles.cabin}>
              <input type="radio" name="cabin" checked={each === cabin} onChange={() => onCabin(each)} />
              {CABIN_LABEL[each]}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}

interface StepperProps {
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

function Stepper({ label, hint, value, min, max, onChange }: StepperProps) {
  const id = useId();
  const who = label.toLowerCase();
  return (
    <fieldset aria-labelledby={`${id}-who`} aria-describedby={`${id}-hint`} className={styles.stepper}>
      <div>
        <span className={styles.who} id={`${id}-who`}>
          {label}
        </span>
        <span className={styles.hint} id={`${id}-hint`}>
          {hint}
        </span>
      </div>
      <div className={styles.count}>
        {/* At the end of the range they stay where they are: a button that vanishes takes the focus along. */}
        <button
          type="button"
          className={styles.step}
          aria-label={`Fewer ${who}`}
          aria-disabled={value <= min}
          onClick={() => value > min && onChange(value - 1)}
        >
          <Minus size={16} aria-hidden="true" />
        </button>
        <output className={styles.number} aria-live="polite">
          {value}
          <span className="visually-hidden"> {who}</span>
        </output>
        <button
          type="button"
          className={styles.step}
          aria-label={`More ${who}`}
          aria-disabled={value >= max}
          onClick={() => value < max && onChange(value + 1)}
        >
          <Plus size={16} aria-hidden="true" />
        </button>
      </div>
    </fieldset>
  );
}
