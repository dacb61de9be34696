/** From page to page of a list that only knows what comes next: where each page begins is the way back. */
import { useState } from "react";
import { Button } from "../../ui/Button";
import styles from "./Pages.module.css";

export interface PageTurning {
  readonly after: string | null;
  readonly number: number;
  readonly goBack: () => void;
  readonly goOn: (after: string) => void;
  /** The list is another one now. */
  readonly start: () => void;
}

export function usePages(): PageTurning {
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]);
  return {
    after: starts.at(-1) ?? null,
    number: starts.length,
    goBack: () => setStarts(starts.slice(0, -1)),
    goOn: (after) => setStarts([...starts, after]),
    start: () => setStarts([null]),
  };
}

interface PagesProps {
  readonly label?: string;
  readonly pages: PageTurning;
  readonly info: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export function Pages({ label = "Pages", pages, info: { hasNextPage, endCursor } }: PagesProps) {
  if (pages.number === 1 && !hasNextPage) return null;
  return (
    <nav aria-label={label} className={styles.pages}>
      <Button disabled={pages.number === 1} onClick={pages.goBack}>
        Previous
      </Button>
      <span>Page {pages.number}</span>
      <Button disabled={!hasNextPage} onClick={() => endCursor && pages.goOn(endCursor)}>
        Next
      </Button>
    </nav>
  );
}
