/** What the total is made of, and until when the airline keeps it. */
import { formatMoney, sumMoney } from "../words/money";
import styles from "./ItinerarySummary.module.css";
import type { PricePromise } from "./usePromise";

export function PriceParts({ promise: { price, expiresAt } }: { readonly promise: PricePromise }) {
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
      <p className={styles.kept}>This price is kept for you until {until}.</p>
    </>
  );
}
