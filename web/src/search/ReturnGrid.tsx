/** There and back on the days around: a price for each pair of them, asked for when somebody wants to see it. */
import { parseDate } from "@internationalized/date";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../api/problem";
import { CheapestReturnsDocument, type CheapestReturnsQuery } from "../graphql/generated";
import { ProblemNotice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import { formatMoney } from "../words/money";
import { dateWords } from "../words/time";
import styles from "./ReturnGrid.module.css";
import { seatsOf, type TripQuery } from "./tripQuery";

type Price = CheapestReturnsQuery["cheapestReturns"][number];

interface ReturnGridProps {
  readonly query: TripQuery & {
    readonly from: string;
    readonly to: string;
    readonly depart: string;
    readonly back: string;
  };
}

export function ReturnGrid({ query }: ReturnGridProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.around} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Compare days there and back</summary>
      {isOpen && <Grid query={query} />}
    </details>
  );
}

function Grid({ query }: ReturnGridProps) {
  const { from, to, depart, back, adults, children, infants, cabin, family, airline, direct } = query;
  const [{ data, error, fetching }, ask] = useQuery({
    query: CheapestReturnsDocument,
    variables: {
      origin: from,
      destination: to,
      date: depart,
      returnDate: back,
      passengers: { adults, children, infants },
      cabin,
      maxConnections: direct ? 0 : 1,
      fareFamily: family,
      airlines: airline ? [airline] : null,
    },
  });
  const prices = data?.cheapestReturns;
  if (!prices) {
    if (fetching) return <Skeleton label="Loading prices there and back" rows={3} height="2.5rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const forAll = seatsOf(query) > 1 ? " for all" : "";
  return (
    <>
      <p className={styles.words}>From, there and back{forAll}, at any time of day.</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={styles.scroll} aria-label="Prices there and back" tabIndex={0}>
        <PriceTable query={query} prices={prices} />
      </section>
    </>
  );
}

function PriceTable({ query, prices }: ReturnGridProps & { readonly prices: readonly Price[] }) {
  const leaving = [...new Set(prices.map(({ date }) => date))];
  const returning = [...new Set(prices.map(({ returnDate }) => returnDate))].toSorted();
  const amounts = prices.flatMap(({ cheapest }) => (cheapest ? [Number(cheapest.amount)] : []));
  const best = Math.min(...amounts);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Back</th>
          {leaving.map((day) => (
            <th key={day} scope="col">
              {dateWords(parseDate(day), "short")}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {returning.map((back) => (
          <tr key={back}>
            <th scope="row">{dateWords(parseDate(back), "short")}</th>
            {leaving.map((depart) => {
              const cheapest = prices.find((one) => one.date === depart && one.returnDate === back)?.cheapest;
              const isChosen = depart === query.depart && back === query.back;
              return (
                <td key={depart}>
                  {cheapest ? (
                    <Link
                      to="/flights"
                      search={{ ...query, depart, back, taken: [] }}
                      className={`${styles.price} ${Number(cheapest.amount) === best ? styles.best : ""}`}
                      aria-current={isChosen ? "true" : undefined}
                    >
                      {formatMoney(cheapest)}
                    </Link>
                  ) : (
                    <span className={styles.none}>–</span>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
