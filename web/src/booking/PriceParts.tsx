/** What the total is made of, and until when the airline keeps it. */
import { useCountdown } from "../trips/useCountdown";
import { formatMoney, sumMoney } from "../words/money";
import styles from "./ItinerarySummary.module.css";
import type { PricePromise } from "./usePromise";

interface PricePartsProps {
  readonly promise: PricePromise;
  readonly isExpired: boolean;
}

export function PriceParts({ promise: { price, expiresAt }, isExpired }: PricePartsProps) {
  const left = useCountdown(expiresAt);
  const taxes = sumMoney(price.taxes.map((tax) => tax.amount));
  const until = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }).format(new Date(expiresAt));
  return (
    <>
      <details className={styles.parts}>
        <summary>
          Fare {formatMoney(price.base)}
          {taxes && `, taxes and fees ${formatMoney(taxes)}`}
        </summary>
        <dl>
          {price.taxes.map(({ code, name, amount }) => (
            <div key={code}>
              <dt>{name}</dt>
              <dd>{formatMoney(amount)}</dd>
            </div>
          ))}
        </dl>
      </details>
      {isExpired ? (
        <p className={styles.lapsed}>This price is no longer kept.</p>
      ) : (
        <p className={styles.kept}>
          This price is kept for you until {until}, another <span role="timer">{left}</span>.
        </p>
      )}
    </>
  );
}
