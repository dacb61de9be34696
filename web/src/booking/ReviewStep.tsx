/** Everything once more, and the button that books. */
import { ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { servicesWords, toServices } from "../travellers/services";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { PassengerList } from "../ui/PassengerList";
import { Segmented } from "../ui/Segmented";
import { formatMoney, type Money } from "../words/money";
import styles from "./PassengersStep.module.css";
import type { PassengersForm } from "./passengers";

interface ReviewStepProps {
  readonly draft: PassengersForm;
  readonly total: Money | null;
  readonly isSending: boolean;
  readonly isBlocked: boolean;
  /** What may be done when there are no seats, knowing whether they are to be held and paid here. */
  readonly waiting: (holdForPayment: boolean) => ReactNode;
  readonly onBook: (holdForPayment: boolean) => void;
  readonly onBack: () => void;
}

const WAYS = [
  { value: "now", label: "Book now, pay at the airport" },
  { value: "hold", label: "Hold the seats and pay here" },
] as const;

export function ReviewStep({ draft, total, isSending, isBlocked, waiting, onBook, onBack }: ReviewStepProps) {
  const [pays, setPays] = useState(false);
  const verb = pays ? "Hold" : "Book";
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
        <PassengerList
          passengers={draft.passengers}
          below={(index) => {
            const wanted = draft.passengers[index];
            return wanted && <span className={styles.wanted}>{servicesWords(toServices(wanted.services))}</span>;
          }}
        />
        <p className={styles.way}>
          {draft.contactEmail ? `Confirmation and receipt go to ${draft.contactEmail}.` : "No letters are sent."}
        </p>
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
      <Card title="How to book">
        <Segmented
          label="How to book"
          options={WAYS}
          value={pays ? "hold" : "now"}
          onChange={(way) => setPays(way === "hold")}
        />
        <p className={styles.way}>
          {pays
            ? "Your seats are held for a quarter of an hour. You pay on the next page, and get a ticket number."
            : "The airline confirms at once. You pay at the airport."}
        </p>
      </Card>
      <div className={styles.actions}>
        {waiting(pays) || (
          <Button look="action" onClick={() => onBook(pays)} busy={isSending} disabled={isBlocked}>
            {isSending ? "Booking…" : total ? `${verb} for ${formatMoney(total)}` : verb}
          </Button>
        )}
        <Button onClick={onBack} disabled={isSending}>
          Back
        </Button>
      </div>
    </div>
  );
}
