/** A question before something that cannot be undone. Focus is kept inside and goes back where it came from. */
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
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

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ""}
      isOpen={props.isOpen}
      isDismissable={!props.busy}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Modal className={`${styles.modal} ${props.wide ? styles.wide : ""}`}>
        <Dialog role="alertdialog" className={styles.dialog ?? ""}>
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
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
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
