/** The fare families side by side: what each costs this party, and what it allows afterwards. */
import { CalendarClock, CircleCheck, CircleX, Undo2 } from "lucide-react";
import type { FareFamily, FlightOfferFragment } from "../graphql/generated";
import { type Party, seatsOf } from "../search/tripQuery";
import { Button } from "../ui/Button";
import { conditionWords, mayChange, mayReturn } from "../words/conditions";
import { FAMILY_LABEL } from "../words/labels";
import { compareMoney, formatMoney, type Money, multiplyMoney, subtractMoney, sumMoney } from "../words/money";
import { partyWords } from "../words/party";
import styles from "./FareStep.module.css";

const FAMILIES: readonly { readonly family: FareFamily; readonly words: string }[] = [
  { family: "LIGHT", words: "The lowest price, for plans that stay as they are." },
  { family: "STANDARD", words: "Room to change your mind, for a fee." },
  { family: "FLEX", words: "Change or give back at any time before departure." },
];

interface FareStepProps {
  readonly flights: readonly FlightOfferFragment[];
  readonly party: Party;
  readonly chosen: FareFamily;
  /** There are no seats, but they may come free: the fare is chosen for then. */
  readonly mayWait: boolean;
  readonly onChoose: (family: FareFamily) => void;
}

export function FareStep({ flights, party, chosen, mayWait, onChoose }: FareStepProps) {
  const base = totalOf(flights, "STANDARD", party);
  return (
    <ul className={styles.families}>
      {FAMILIES.map(({ family, words }) => {
        const total = totalOf(flights, family, party);
        const conditions = flights.flatMap(
          (flight) => flight.fareFamilies.find((option) => option.family === family)?.conditions ?? [],
        );
        const [change, refund] = conditionWords(conditions);
        return (
          <li key={family} className={`${styles.family} ${family === chosen ? styles.chosen : ""}`}>
            <h2>{FAMILY_LABEL[family]}</h2>
            <p className={styles.words}>{words}</p>
            {conditions.length > 0 && (
              <ul className={styles.conditions}>
                <Condition allowed={mayChange(conditions)} icon={CalendarClock} words={change} />
                <Condition allowed={mayReturn(conditions)} icon={Undo2} words={refund} />
              </ul>
            )}
            {total ? (
              <>
                <p className={styles.price}>
                  <strong>{formatMoney(total)}</strong>
                  <span>
                    for {partyWords(party)}
                    {base && family !== "STANDARD" && `, ${differenceWords(total, base)}`}
                  </span>
                </p>
                <Button look={family === chosen ? "action" : "outline"} wide onClick={() => onChoose(family)}>
                  Choose {FAMILY_LABEL[family]}
                </Button>
              </>
            ) : (
              <p className={styles.words}>{mayWait ? "At the price of when seats come free" : "Not available now"}</p>
            )}
            {!total && mayWait && (
              <Button look={family === chosen ? "brand" : "outline"} wide onClick={() => onChoose(family)}>
                Wait for {FAMILY_LABEL[family]}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface ConditionProps {
  readonly allowed: boolean;
  readonly icon: typeof CircleCheck;
  readonly words: string;
}

function Condition({ allowed, icon: Icon, words }: ConditionProps) {
  const Verdict = allowed ? CircleCheck : CircleX;
  return (
    <li className={allowed ? styles.allowed : styles.refused}>
      <Icon size={18} aria-hidden="true" />
      <span>{words}</span>
      <Verdict size={16} aria-hidden="true" className={styles.verdict ?? ""} />
    </li>
  );
}

function totalOf(flights: readonly FlightOfferFragment[], family: FareFamily, party: Party): Money | null {
  const fares = flights.flatMap(({ fareFamilies }) => fareFamilies.find((each) => each.family === family)?.fare ?? []);
  return fares.length === flights.length ? sumMoney(fares.map((fare) => multiplyMoney(fare, seatsOf(party)))) : null;
}

function differenceWords(total: Money, base: Money): string {
  const isLess = compareMoney(total, base) < 0;
  const difference = isLess ? subtractMoney(base, total) : subtractMoney(total, base);
  return `${formatMoney(difference)} ${isLess ? "less" : "more"} than Standard`;
}
