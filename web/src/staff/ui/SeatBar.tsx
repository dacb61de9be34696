/** Sold and held seats against a capacity, as a bar. The words for those who do not see it are its label. */
import styles from "./SeatBar.module.css";

interface SeatBarProps {
  readonly label: string;
  readonly capacity: number;
  readonly sold: number;
  readonly held: number;
}

export function SeatBar({ label, capacity, sold, held }: SeatBarProps) {
  return (
    <svg
      className={styles.bar}
      viewBox={`0 0 ${Math.max(capacity, 1)} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${sold} sold, ${held} held, ${capacity - sold - held} free of ${capacity}`}
    >
      <rect width={sold} height="1" className={styles.sold} />
      <rect x={sold} width={held} height="1" className={styles.held} />
    </svg>
  );
}
