/**
 * The frame of a page: its width, its heading, its title in the browser.
 *
 * In a single-page client nothing tells a screen reader that the page changed, so the new heading takes the focus;
 * not on the first page of a visit, where the browser itself starts at the top.
 */
import { type ReactNode, useEffect, useRef } from "react";
import { BRAND } from "../brand";
import styles from "./Page.module.css";

let isFirstPage = true;

interface PageProps {
  readonly title: string;
  /** What stands above the heading: where we are. */
  readonly above?: ReactNode;
  readonly beside?: ReactNode;
  readonly lead?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, above, beside, lead, narrow = false, children }: PageProps) {
  return (
    <div className={`${styles.page} ${narrow ? styles.narrow : ""}`}>
      <header className={styles.head}>
        <div>
          {above && <div className={styles.above}>{above}</div>}
          <PageHeading title={title} />
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {beside && <div className={styles.beside}>{beside}</div>}
      </header>
      {children}
    </div>
  );
}

export function PageHeading({ title, shown }: { readonly title: string; readonly shown?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isFirstPage) isFirstPage = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <title>{`${title} · ${BRAND}`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {shown ?? title}
      </h1>
    </>
  );
}
