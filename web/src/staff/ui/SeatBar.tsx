/** Sold and held seats against a capacity, as a bar. The words for those who do not see it are its label. */
import styles from "./SeatBar.module.css";

interface SeatBarProps {
  readonly label: string;
  readonly capacity: number;
  readonly sold: number;
  readonly held: number;
  readonly blocked: number;
}

export function SeatBar({ label, capacity, sold, held, blocked }: SeatBarProps) {
  const outOfUse = blocked > 0 ? `, ${blocked} out of use` : "";
  return (
    <svg
      className={styles.bar}
      viewBox={`0 0 ${Math.max(capacity, 1)} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${sold} sold, ${held} held, ${capacity - sold - held - blocked} free${outOfUse} of ${capacity}`}
    >
      <rect width={sold} height="1" className={styles.sold} />
      <rect x={sold} width={held} height="1" className={styles.held} />
    </svg>
  );
}
