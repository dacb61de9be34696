/** A short status in a colour; the words carry the meaning, the colour only helps. */
import type { ReactNode } from "react";
import type { Tone } from "../words/labels";
import styles from "./Badge.module.css";

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}
