/** One number with its name, and what it is made of. */
import type { ReactNode } from "react";
import type { Tone } from "../../words/labels";
import styles from "./Figure.module.css";

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly tone?: Tone;
  readonly children?: ReactNode;
}

export function Figure({ name, value, tone = "neutral", children }: FigureProps) {
  return (
    <section className={`${styles.figure} ${styles[tone]}`} aria-label={name}>
      <h2 className={styles.name}>{name}</h2>
      <p className={styles.value}>{value}</p>
      {children && <div className={styles.words}>{children}</div>}
    </section>
  );
}

export function Figures({ children }: { readonly children: ReactNode }) {
  return <div className={styles.figures}>{children}</div>;
}
