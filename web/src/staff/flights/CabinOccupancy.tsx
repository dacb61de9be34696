/** How full a cabin is: sold and held against its capacity, as a bar and in numbers. */
import type { ManagedFlightFragment } from "../../graphql/generated";
import { CABIN_LABEL } from "../../words/labels";
import { SeatBar } from "../ui/SeatBar";
import styles from "./CabinOccupancy.module.css";

type CabinSeats = ManagedFlightFragment["cabins"][number];

export function CabinOccupancy({ cabin, compact = false }: { readonly cabin: CabinSeats; readonly compact?: boolean }) {
  return (
    <div className={styles.cabin}>
      <div className={styles.head}>
        <span className={styles.name}>{CABIN_LABEL[cabin.cabin]}</span>
        <span className={styles.numbers} aria-hidden="true">
          {compact
            ? `${cabin.sold + cabin.held}/${cabin.capacity}`
            : `${cabin.sold} sold · ${cabin.held} held · ${cabin.free} free${blockedWords(cabin.blocked)}`}
        </span>
      </div>
      <SeatBar
        label={CABIN_LABEL[cabin.cabin]}
        capacity={cabin.capacity}
        sold={cabin.sold}
        held={cabin.held}
        blocked={cabin.blocked}
      />
    </div>
  );
}

function blockedWords(blocked: number): string {
  return blocked > 0 ? ` · ${blocked} out of use` : "";
}
