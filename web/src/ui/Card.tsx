/** A sheet of paper on the page. */
import type { ReactNode } from "react";
import styles from "./Card.module.css";

interface CardProps {
  readonly title?: ReactNode;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
  readonly flush?: boolean;
}

export function Card({ title, beside, children, flush = false }: CardProps) {
  return (
    <section className={`${styles.card} ${flush ? styles.flush : ""}`}>
      {title && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {beside}
        </header>
      )}
      {children}
    </section>
  );
}
