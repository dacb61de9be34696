/**
 * Labelled native inputs for forms. The label, the hint and the error are tied to the input, so that a screen reader
 * says all three; everything else is what the browser gives.
 */
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId, useState } from "react";
import styles from "./Field.module.css";

interface Framing {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

type TextFieldProps = Framing & InputHTMLAttributes<HTMLInputElement> & { readonly ref?: React.Ref<HTMLInputElement> };

export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(described) => <input {...input} {...described} className={styles.control} />}
    </Frame>
  );
}

/** A password can be shown: who mistypes on a phone has no other way to find out where. */
export function PasswordField({ label, hint, error, ...input }: TextFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <Frame label={label} hint={hint} error={error}>
      {(described) => (
        <span className={styles.secret}>
          <input
            {...input}
            {...described}
            type={isShown ? "text" : "password"}
            className={styles.control}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
          />
          <button
            type="button"
            className={styles.show}
            aria-pressed={isShown}
            aria-controls={described.id}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? "Hide" : "Show"}
          </button>
        </span>
      )}
    </Frame>
  );
}

type SelectFieldProps = Framing &
  SelectHTMLAttributes<HTMLSelectElement> & { readonly ref?: React.Ref<HTMLSelectElement> };

export function SelectField({ label, hint, error, children, ...select }: SelectFieldProps) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(described) => (
        <select {...select} {...described} className={`${styles.control} ${styles.select}`}>
          {children}
        </select>
      )}
    </Frame>
  );
}

interface Described {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

function Frame({ label, hint, error, children }: Framing & { readonly children: (described: Described) => ReactNode }) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : null;
  const errorId = error ? `${id}-error` : null;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({ id, "aria-describedby": describedBy, "aria-invalid": Boolean(error) })}
      {errorId && (
        <p className={styles.error} id={errorId}>
          {error}
        </p>
      )}
      {hintId && (
        <p className={styles.hint} id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
