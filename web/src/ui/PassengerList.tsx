/** Who travels. */
import { Baby, User, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import type { PassengerType } from "../graphql/generated";
import { PASSENGER_LABEL } from "../words/labels";
import styles from "./PassengerList.module.css";

interface PassengerListProps {
  readonly passengers: readonly {
    readonly firstName: string;
    readonly lastName: string;
    readonly type?: PassengerType;
  }[];
  /** What can be done about one of them. */
  readonly beside?: ((index: number) => ReactNode) | undefined;
  /** What else is known of one of them. */
  readonly below?: ((index: number) => ReactNode) | undefined;
}

const ICON = { ADULT: User, CHILD: UserRound, INFANT: Baby };

export function PassengerList({ passengers, beside, below }: PassengerListProps) {
  return (
    <ul className={styles.list}>
      {passengers.map(({ firstName, lastName, type = "ADULT" }, index) => {
        const Icon = ICON[type];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two passengers may share a name; the order never changes
          <li key={index}>
            <Icon size={18} aria-hidden="true" />
            <span className={styles.name}>
              <span>
                {firstName} {lastName}
              </span>
              {below?.(index)}
            </span>
            <span className={styles.type}>{PASSENGER_LABEL[type]}</span>
            {beside && <span className={styles.acts}>{beside(index)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
