/** Said aloud when the price is no longer kept, and when a new one differs from the one before. */
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { formatMoney } from "../words/money";
import type { Promised } from "./usePromise";

export function PriceNews({ promised }: { readonly promised: Promised }) {
  const { promise, isExpired, isAsking, previousTotal, renew } = promised;
  if (!promise) return null;
  const { total } = promise.price;
  if (isExpired) {
    return (
      <Notice
        tone="warn"
        title={`The price of ${formatMoney(total)} is no longer kept for you`}
        actions={
          <Button look="brand" busy={isAsking} onClick={renew}>
            Get today’s price
          </Button>
        }
      >
        <p>Nothing is booked yet, and what you entered stays. Ask for the price of now and decide again.</p>
      </Notice>
    );
  }
  if (!previousTotal) return null;
  return previousTotal.amount === total.amount ? (
    <Notice tone="good" title={`The price is still ${formatMoney(total)}`} />
  ) : (
    <Notice tone="warn" title={`The price is now ${formatMoney(total)}; it was ${formatMoney(previousTotal)} before`} />
  );
}
