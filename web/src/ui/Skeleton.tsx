/** Grey shapes where content will be, and one sentence for those who do not see them. */
import styles from "./Skeleton.module.css";

interface SkeletonProps {
  readonly label: string;
  readonly rows?: number;
  readonly height?: string;
}

export function Skeleton({ label, rows = 3, height = "6.5rem" }: SkeletonProps) {
  return (
    <div className={styles.stack} role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className={styles.row} style={{ height }} aria-hidden="true" />
      ))}
    </div>
  );
}
