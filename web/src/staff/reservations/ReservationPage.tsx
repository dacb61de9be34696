/** A reservation as staff see it: who and what, both services' side of it, every event, and who of the staff did what. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { ReservationForStaffDocument, type ReservationForStaffQuery } from "../../graphql/generated";
import { KnownOfPassenger } from "../../travellers/DetailsLine";
import { TravellerDetails } from "../../travellers/TravellerDetails";
import { CorrectName } from "../../trips/CorrectName";
import { TripHistory } from "../../trips/TripHistory";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { PassengerList } from "../../ui/PassengerList";
import { Skeleton } from "../../ui/Skeleton";
import { TRIP_STATUS_LABEL, TRIP_STATUS_TONE } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { ReservationActs } from "../audit/ReservationActs";
import { instantWords } from "../ui/instant";
import { CancelReservation } from "./CancelReservation";
import { DocumentNumber } from "./DocumentNumber";
import styles from "./ReservationPage.module.css";
import { SagaView } from "./SagaView";
import { SegmentsTable } from "./SegmentsTable";

const route = getRouteApi("/staff/staff/reservations/$reservationId");
// Longer than the services usually take to agree.
const SETTLE_MS = 3_000;
const CANCELLABLE: readonly string[] = ["PENDING", "WAITLISTED", "HELD", "CONFIRMED"];

type StaffReservation = NonNullable<ReservationForStaffQuery["reservation"]>;

export function ReservationPage() {
  const { reservationId } = route.useParams();
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationForStaffDocument,
    variables: { id: reservationId },
    requestPolicy: "cache-and-network",
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const reservation = data?.reservation;
  useAnotherLook(reservation?.version, reload);
  if (!reservation) {
    return (
      <Page title="Reservation" above={<BackLink />}>
        {error && !fetching ? (
          <ProblemNotice
            problem={toProblem(error)}
            onRetry={reload}
            actions={<ButtonLink to="/staff/reservations">Find another</ButtonLink>}
          />
        ) : (
          <Skeleton label="Loading the reservation" rows={3} height="10rem" />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={`Reservation ${reservation.recordLocator}`}
      above={<BackLink />}
      beside={<Badge tone={TRIP_STATUS_TONE[reservation.status]}>{TRIP_STATUS_LABEL[reservation.status]}</Badge>}
    >
      {error && !fetching && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      <div className={styles.columns}>
        <Facts reservation={reservation} onReload={reload} />
        <Card title="Passengers">
          <PassengerList
            passengers={reservation.passengers}
            below={(index) => <KnownOfPassenger trip={reservation} index={index} />}
            beside={(index) => (
              <>
                <DocumentNumber key={reservation.version} reservation={reservation} index={index} />
                <CorrectName trip={reservation} index={index} byStaff />
                <TravellerDetails trip={reservation} index={index} />
              </>
            )}
          />
        </Card>
        <TripHistory history={reservation.history} />
      </div>
      {/* What the parts below have asked belongs to this version of the reservation; another one is asked anew. */}
      <SegmentsTable key={`segments ${reservation.version}`} trip={reservation} />
      <SagaView key={`saga ${reservation.version}`} reservationId={reservation.id} />
      <ReservationActs key={`acts ${reservation.version}`} target={reservation.id} />
    </Page>
  );
}

/** What was just done is answered by the other service a moment later: look once more after every new version. */
function useAnotherLook(version: number | undefined, look: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` is another function at every rendering
  useEffect(() => {
    if (version === undefined) return;
    const timer = setTimeout(look, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [version]);
}

function BackLink() {
  return <Link to="/staff/reservations">Reservations</Link>;
}

interface FactsProps {
  readonly reservation: StaffReservation;
  readonly onReload: () => void;
}

function Facts({ reservation, onReload }: FactsProps) {
  const { user, total, payment, failure, expiresAt, tickets } = reservation;
  return (
    <Card title="Booking">
      <dl className={styles.facts}>
        <Fact term="Booked by">{user ? <Booker user={user} /> : "The accounts cannot be asked right now"}</Fact>
        <Fact term="Booked at">{instantWords(reservation.createdAt)}</Fact>
        {expiresAt && <Fact term="Given up at">{instantWords(expiresAt)}</Fact>}
        {total && <Fact term="Total">{formatMoney(total)}</Fact>}
        {payment && (
          <Fact term="Payment">
            {payment.status.toLowerCase()}, {formatMoney(payment.amount)}
            {payment.refund && `, back: ${formatMoney(payment.refund)}`}
            {payment.note && ` (${payment.note})`}
          </Fact>
        )}
        {failure && (
          <Fact term="Ended because">
            {failure.message} ({failure.code})
          </Fact>
        )}
        {tickets.length > 0 && <Fact term="Tickets">{tickets.map(({ number }) => number).join(", ")}</Fact>}
        <Fact term="Id">
          <code className={styles.id}>{reservation.id}</code>, version {reservation.version}
        </Fact>
      </dl>
      <div className={styles.actions}>
        {CANCELLABLE.includes(reservation.status) && <CancelReservation reservation={reservation} />}
        <Button onClick={onReload}>Load again</Button>
      </div>
    </Card>
  );
}

function Booker({ user }: { readonly user: NonNullable<StaffReservation["user"]> }) {
  return (
    <>
      {user.firstName} {user.lastName}, <a href={`mailto:${user.email}`}>{user.email}</a>
    </>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
