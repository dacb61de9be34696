/** Who travels, counted by age, and the cabin they sit in. */
import { Minus, Plus } from "lucide-react";
import { Button, Group, Input, Label, NumberField, Radio, RadioGroup, Text } from "react-aria-components";
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
      <RadioGroup
        className={styles.cabins ?? ""}
        value={cabin}
        onChange={(chosen) => {
          const known = CABINS.find((each) => each === chosen);
          if (known) onCabin(known);
        }}
      >
        <Label className={styles.label ?? ""}>Cabin</Label>
        <div className={styles.choices}>
          {CABINS.map((each) => (
            <Radio key={each} value={each} className={styles.cabin ?? ""}>
              {CABIN_LABEL[each]}
            </Radio>
          ))}
        </div>
      </RadioGroup>
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
  return (
    <NumberField
      className={styles.stepper ?? ""}
      value={value}
      minValue={min}
      maxValue={max}
      onChange={(next) => onChange(Number.isNaN(next) ? min : next)}
    >
      <div>
        <Label className={styles.who ?? ""}>{label}</Label>
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      </div>
      <Group className={styles.count ?? ""}>
        <Button slot="decrement" className={styles.step ?? ""}>
          <Minus size={16} aria-hidden="true" />
        </Button>
        <Input className={styles.number ?? ""} />
        <Button slot="increment" className={styles.step ?? ""}>
          <Plus size={16} aria-hidden="true" />
        </Button>
      </Group>
    </NumberField>
  );
}
