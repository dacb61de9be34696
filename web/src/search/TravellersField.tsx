/** How many travel, and in which cabin: one button that opens the choices. */
import { ChevronDown, Minus, Plus } from "lucide-react";
import {
  Button,
  Dialog,
  DialogTrigger,
  Group,
  Input,
  Label,
  NumberField,
  Popover,
  Radio,
  RadioGroup,
  Text,
} from "react-aria-components";
import type { Cabin } from "../graphql/generated";
import { CABIN_LABEL, CABINS, countWords } from "../words/labels";
import styles from "./TravellersField.module.css";
import { MAX_PASSENGERS, type Party, seatable } from "./tripQuery";

interface TravellersFieldProps {
  readonly party: Party;
  readonly cabin: Cabin;
  readonly onParty: (party: Party) => void;
  readonly onCabin: (cabin: Cabin) => void;
}

export function TravellersField({ party, cabin, onParty, onCabin }: TravellersFieldProps) {
  const total = party.adults + party.children + party.infants;
  const room = MAX_PASSENGERS - total;
  const change = (part: Partial<Party>) => onParty(seatable({ ...party, ...part }));
  return (
    <div className={styles.field}>
      <span className={styles.label} aria-hidden="true">
        Travellers and cabin
      </span>
      <DialogTrigger>
        <Button className={styles.trigger ?? ""} aria-label={`Travellers and cabin: ${summaryOf(party, cabin)}`}>
          <span>{summaryOf(party, cabin)}</span>
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
        <Popover className={styles.popover ?? ""} offset={6} placement="bottom end">
          <Dialog className={styles.dialog ?? ""} aria-label="Travellers and cabin">
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
            <Button slot="close" className={styles.done ?? ""}>
              Done
            </Button>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
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

export function partyWords(party: Party): string {
  const parts = [countWords(party.adults, "adult")];
  if (party.children) parts.push(countWords(party.children, "child", "children"));
  if (party.infants) parts.push(countWords(party.infants, "infant"));
  return parts.join(", ");
}

function summaryOf(party: Party, cabin: Cabin): string {
  return `${partyWords(party)}, ${CABIN_LABEL[cabin].toLowerCase()}`;
}
