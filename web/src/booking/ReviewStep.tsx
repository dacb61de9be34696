/** Everything once more, and the button that books. */
import { ShieldCheck } from "lucide-react";
import type { PassengerInput } from "../graphql/generated";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { PassengerList } from "../ui/PassengerList";
import { formatMoney, type Money } from "../words/money";
import styles from "./PassengersStep.module.css";

interface ReviewStepProps {
  readonly passengers: readonly PassengerInput[];
  readonly total: Money | null;
  readonly isSending: boolean;
  readonly isBlocked: boolean;
  readonly onBook: () => void;
  readonly onBack: () => void;
}

export function ReviewStep({ passengers, total, isSending, isBlocked, onBook, onBack }: ReviewStepProps) {
  return (
    <div className={styles.form}>
      <Card
        title="Passengers"
        beside={
          <Button look="quiet" onClick={onBack} disabled={isSending}>
            Change
          </Button>
        }
      >
        <PassengerList passengers={passengers} />
      </Card>
      <Card title="Before you book">
        <ul className={styles.terms}>
          <li>
            <ShieldCheck size={18} aria-hidden="true" />
            You book at the total shown. If the fare changes meanwhile, nothing is booked and you are asked again.
          </li>
          <li>
            <ShieldCheck size={18} aria-hidden="true" />
            All flights are booked together or not at all.
          </li>
          <li>
            <ShieldCheck size={18} aria-hidden="true" />
            Pressing the button twice, or losing the connection, never books twice.
          </li>
        </ul>
      </Card>
      <div className={styles.actions}>
        <Button onClick={onBack} disabled={isSending}>
          Back
        </Button>
        <Button look="action" onClick={onBook} busy={isSending} disabled={isBlocked}>
          {isSending ? "Booking…" : total ? `Book for ${formatMoney(total)}` : "Book"}
        </Button>
      </div>
    </div>
  );
}
