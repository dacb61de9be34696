/** A question before something that cannot be undone. Focus is kept inside and goes back where it came from. */
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import type { Problem } from "../api/problem";
import { Button } from "./Button";
import styles from "./ConfirmDialog.module.css";
import { ProblemNotice } from "./Notice";

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly confirm: string;
  readonly keep: string;
  readonly look?: "danger" | "brand";
  /** For a form that needs the room. */
  readonly wide?: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

export function ConfirmDialog({ isOpen, ...props }: ConfirmDialogProps) {
  return isOpen ? <OpenDialog {...props} /> : null;
}

/** The browser's own modal dialog: it holds the focus, makes the rest inert, and knows the Escape key and "back". */
function OpenDialog(props: Omit<ConfirmDialogProps, "isOpen">) {
  const place = useRef<HTMLDialogElement>(null);
  const title = useId();
  useLayoutEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    // Closed while it still stands in the page: only then the focus goes back to where it was.
    return () => dialog?.close();
  }, []);
  const leave = () => {
    if (!props.busy) props.onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the Escape key does what a click beside the dialog does
    <dialog
      ref={place}
      role="alertdialog"
      aria-labelledby={title}
      className={`${styles.dialog} ${props.wide ? styles.wide : ""}`}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) leave();
      }}
    >
      <div className={styles.sheet}>
        <h2 id={title}>{props.title}</h2>
        <div className={styles.body}>{props.children}</div>
        {props.problem && <ProblemNotice problem={props.problem} />}
        <div className={styles.actions}>
          <Button onClick={props.onClose} disabled={props.busy}>
            {props.keep}
          </Button>
          <Button look={props.look ?? "danger"} busy={props.busy} onClick={props.onConfirm}>
            {props.confirm}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
