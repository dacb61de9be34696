/** The day at a glance: what flies, how full it is, what waits for somebody, what went wrong. Asked once, then by hand. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { useClient } from "urql";
import {
  DayInFiguresDocument,
  DeadFlightLettersDocument,
  DeadReservationLettersDocument,
  WaitingReservationsDocument,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Page } from "../../ui/Page";
import { dateWords, findDate, todayHere } from "../../words/time";
import { DayCards } from "./DayCards";
import { Elsewhere } from "./Elsewhere";
import styles from "./StaffHomePage.module.css";
import { WaitingCards } from "./WaitingCards";

const route = getRouteApi("/staff/staff");

export function StaffHomePage() {
  const search = route.useSearch();
  const today = todayHere();
  const day = (search.day ? findDate(search.day) : null) ?? today;
  const refresh = useRefresh(day.toString());
  return (
    <Page
      title="Back office"
      lead={
        day.compare(today) === 0
          ? `Today, ${dateWords(day)}. Flights by the day they leave, local time.`
          : dateWords(day)
      }
      beside={
        <Button onClick={refresh}>
          <RefreshCw size={16} aria-hidden="true" /> Count again
        </Button>
      }
    >
      <nav aria-label="Day" className={styles.days}>
        <Link to="/staff" search={{ day: day.subtract({ days: 1 }).toString() }}>
          Day before
        </Link>
        {day.compare(today) !== 0 && (
          <Link to="/staff" search={{}}>
            Today
          </Link>
        )}
        <Link to="/staff" search={{ day: day.add({ days: 1 }).toString() }}>
          Day after
        </Link>
      </nav>
      <DayCards day={day.toString()} />
      <WaitingCards />
      <Elsewhere />
    </Page>
  );
}

function useRefresh(day: string): () => void {
  const client = useClient();
  const options = { requestPolicy: "network-only" } as const;
  return () => {
    // The answers reach the cards through the cache they all read.
    void client.query(DayInFiguresDocument, { day }, options).toPromise();
    void client.query(WaitingReservationsDocument, {}, options).toPromise();
    void client.query(DeadFlightLettersDocument, {}, options).toPromise();
    void client.query(DeadReservationLettersDocument, {}, options).toPromise();
  };
}
