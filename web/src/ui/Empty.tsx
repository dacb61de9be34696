/** Nothing here yet, said kindly, with the next step. */
import type { ReactNode } from "react";
import styles from "./Empty.module.css";

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <svg className={styles.picture} viewBox="0 0 120 48" aria-hidden="true">
        <path
          d="M6 42C34 6 86 6 114 42"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray="2 6"
          strokeLinecap="round"
        />
        <circle cx="6" cy="42" r="4" fill="currentColor" />
        <circle cx="114" cy="42" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
      <h2>{title}</h2>
      {children && <div className={styles.words}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
