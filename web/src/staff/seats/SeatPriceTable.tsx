/** What seats cost, in the order in which the prices are tried. */
import type { SeatPriceEntryFragment } from "../../graphql/generated";
import { type DataColumn, DataTable } from "../ui/DataTable";
import styles from "./SeatPrices.module.css";
import { seatWords } from "./seatPrices";

interface Numbered {
  readonly place: number;
  readonly entry: SeatPriceEntryFragment;
}

export function SeatPriceTable({ prices }: { readonly prices: readonly SeatPriceEntryFragment[] }) {
  if (prices.length === 0) return <p className={styles.words}>Every seat is free of charge.</p>;
  const rows = prices.map((entry, index) => ({ place: index + 1, entry }));
  return <DataTable label="Seat prices" columns={COLUMNS} rows={rows} keyOf={({ place }) => String(place)} />;
}

const COLUMNS: readonly DataColumn<Numbered>[] = [
  { name: "Tried", cell: ({ place }) => place, isNumber: true },
  { name: "Seats", cell: ({ entry }) => seatWords(entry) },
  { name: "Price", cell: ({ entry }) => (Number(entry.price) === 0 ? "free" : entry.price), isNumber: true },
];
