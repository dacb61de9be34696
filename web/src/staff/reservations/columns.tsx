/** What every list of reservations says of each of them. */
import { Link } from "@tanstack/react-router";
import type { BookedReservationFragment } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { TRIP_STATUS_LABEL, TRIP_STATUS_TONE } from "../../words/labels";
import { formatMoney } from "../../words/money";
import type { DataColumn } from "../ui/DataTable";
import { instantWords } from "../ui/instant";
import styles from "./BookedOnFlight.module.css";

type Column = DataColumn<BookedReservationFragment>;

const LOCATOR: Column = {
  name: "Locator",
  cell: ({ id, recordLocator }) => (
    <Link to="/staff/reservations/$reservationId" params={{ reservationId: id }} className={styles.locator ?? ""}>
      {recordLocator}
    </Link>
  ),
};

const STATUS: Column = {
  name: "Status",
  cell: ({ status }) => <Badge tone={TRIP_STATUS_TONE[status]}>{TRIP_STATUS_LABEL[status]}</Badge>,
};

const PASSENGERS: Column = {
  name: "Passengers",
  cell: ({ passengers }) => passengers.map(({ firstName, lastName }) => `${firstName} ${lastName}`).join(", "),
};

const TOTAL: Column = {
  name: "Total",
  cell: ({ total }) => (total ? formatMoney(total) : "none yet"),
  isNumber: true,
};

const BOOKED: Column = { name: "Booked", cell: ({ createdAt }) => instantWords(createdAt) };

/** `own` is what a list says besides. */
export function reservationColumns<Row extends BookedReservationFragment>(
  own: DataColumn<Row>,
): readonly DataColumn<Row>[] {
  return [LOCATOR, STATUS, PASSENGERS, own, TOTAL, BOOKED];
}
