/** How full a cabin is: sold and held against its capacity, as a bar and in numbers. */
import type { ManagedFlightFragment } from "../graphql/generated";
import { CABIN_LABEL } from "../words/labels";
import styles from "./Occupancy.module.css";

type CabinSeats = ManagedFlightFragment["cabins"][number];

export function Occupancy({ cabin, compact = false }: { readonly cabin: CabinSeats; readonly compact?: boolean }) {
  const words = `${CABIN_LABEL[cabin.cabin]}: ${cabin.sold} sold, ${cabin.held} held, ${cabin.free} free of ${cabin.capacity}`;
  return (
    <div className={styles.cabin}>
      <div className={styles.head}>
        <span className={styles.name}>{CABIN_LABEL[cabin.cabin]}</span>
        <span className={styles.numbers} aria-hidden="true">
          {compact
            ? `${cabin.sold + cabin.held}/${cabin.capacity}`
            : `${cabin.sold} sold · ${cabin.held} held · ${cabin.free} free`}
        </span>
      </div>
      <svg
        className={styles.bar}
        viewBox={`0 0 ${Math.max(cabin.capacity, 1)} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        <rect width={cabin.sold} height="1" className={styles.sold} />
        <rect x={cabin.sold} width={cabin.held} height="1" className={styles.held} />
      </svg>
    </div>
  );
}
