/** A message in the page: what is the case, why, and what can be done about it. */
import { AlertTriangle, CheckCircle2, Info, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../api/problem";
import type { Tone } from "../words/labels";
import { Button } from "./Button";
import styles from "./Notice.module.css";

interface NoticeProps {
  readonly tone: Exclude<Tone, "busy">;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Announced when it appears; false for a notice that is there from the start. */
  readonly announce?: boolean;
}

export function Notice({ tone, title, children, actions, announce = true }: NoticeProps) {
  const Icon = tone === "good" ? CheckCircle2 : tone === "neutral" ? Info : AlertTriangle;
  const role = announce ? (tone === "bad" ? "alert" : "status") : undefined;
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={role}>
      <Icon size={20} aria-hidden="true" className={styles.icon ?? ""} />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children && <div className={styles.body}>{children}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}

interface ProblemNoticeProps {
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
}

export function ProblemNotice({ problem, onRetry, actions }: ProblemNoticeProps) {
  const retry = onRetry && problem.canRetry && (
    <Button onClick={onRetry}>
      <RefreshCw size={16} aria-hidden="true" /> Try again
    </Button>
  );
  return (
    <Notice
      tone={problem.canRetry ? "warn" : "bad"}
      title={problem.title}
      actions={
        retry || actions ? (
          <>
            {retry}
            {actions}
          </>
        ) : null
      }
    >
      <p>{problem.detail}</p>
      {problem.traceId && <p className={styles.trace}>Reference for support: {problem.traceId}</p>}
    </Notice>
  );
}
