/** The dead letters of one service. */
import { useState } from "react";
import type { CombinedError } from "urql";
import { type Problem, toProblem } from "../../api/problem";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { countWords } from "../../words/labels";
import { type DeadLetter, Letter } from "./Letter";
import styles from "./LetterList.module.css";

// A page of them; more cannot be of use before these are looked at.
const MOST = 100;

interface LetterListProps {
  readonly service: string;
  readonly letters: readonly DeadLetter[] | undefined;
  readonly error: CombinedError | undefined;
  readonly isLoading: boolean;
  readonly onReload: () => void;
  readonly replay: (id: string) => Promise<{ readonly error: CombinedError | undefined; readonly isThere: boolean }>;
}

type News = { readonly title: string; readonly tone: "good" | "neutral" };

export function LetterList({ service, letters, error, isLoading, onReload, replay }: LetterListProps) {
  const [busy, setBusy] = useState<string | null>(null);
  const [news, setNews] = useState<News | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function tryAgain({ id, type }: DeadLetter) {
    setBusy(id);
    const answer = await replay(id);
    setBusy(null);
    setProblem(answer.error ? toProblem(answer.error) : null);
    if (answer.error) return;
    setNews(
      answer.isThere
        ? { tone: "good", title: `${type} is being tried again. If it fails five more times it comes back here.` }
        : { tone: "neutral", title: `${type} was no longer here: somebody else has tried it again.` },
    );
    onReload();
  }

  return (
    <Card
      title={`At ${service}`}
      beside={
        <Button busy={isLoading} onClick={onReload}>
          Look again
        </Button>
      }
    >
      <div className={styles.list}>
        {problem && <ProblemNotice problem={problem} />}
        {news && !problem && <Notice tone={news.tone} title={news.title} />}
        {error && !letters && <ProblemNotice problem={toProblem(error)} onRetry={onReload} />}
        {!letters && isLoading && <Skeleton label="Loading dead letters" rows={1} />}
        {letters?.length === 0 && <p className={styles.none}>None. Every message to this service was handled.</p>}
        {letters && letters.length > 0 && (
          <>
            <p className={styles.none}>
              {letters.length >= MOST ? `The first ${MOST}` : countWords(letters.length, "message")}
            </p>
            <ul className={styles.list}>
              {letters.map((letter) => (
                <li key={letter.id}>
                  <Letter letter={letter} busy={busy === letter.id} onReplay={() => tryAgain(letter)} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Card>
  );
}
