/**
 * A date: typed as one writes it, or picked from a month. It says its weekday: flights go by weekdays.
 *
 * In: the date. Out: another, or null while what is typed is none.
 */
import type { CalendarDate } from "@internationalized/date";
import { CalendarDays } from "lucide-react";
import { lazy, type Ref, Suspense, useId, useRef, useState } from "react";
import { dateWords, todayHere } from "../words/time";
import { parseTypedDate } from "../words/typedDate";
import styles from "./DateField.module.css";
import { Popup } from "./Popup";
import { usePopup } from "./usePopup";

// Fetched when it is about to be wanted: many people type, or take the day that is there.
const loadCalendar = () => import("./MonthCalendar");
const MonthCalendar = lazy(loadCalendar);

interface DateFieldProps {
  readonly label: string;
  readonly value: CalendarDate | null;
  readonly onChange: (date: CalendarDate | null) => void;
  readonly min?: CalendarDate | undefined;
  readonly max?: CalendarDate | undefined;
  readonly error?: string | undefined;
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

export function DateField({ label, value, onChange, min, max, error, ref }: DateFieldProps) {
  const id = useId();
  // What is being typed; null when the field shows its value.
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const isTouched = useRef(false);
  const place = usePopup(isOpen, (by) => {
    setOpen(false);
    if (by === "escape") opener.current?.focus();
  });
  const shown = value ? dateWords(value, "field") : "";

  function type(text: string) {
    setTyped(text);
    onChange(parseTypedDate(text, min ?? todayHere()));
  }

  function pick(date: CalendarDate) {
    setTyped(null);
    onChange(date);
    setOpen(false);
    opener.current?.focus();
  }

  return (
    <div className={styles.field} ref={place}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          id={id}
          ref={ref}
          className={styles.input}
          placeholder="Day / month / year"
          autoComplete="off"
          spellCheck={false}
          value={typed ?? shown}
          aria-invalid={Boolean(error)}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => type(event.target.value)}
          // A finger wants the month, not the keyboard over half the page.
          onPointerDown={(event) => {
            isTouched.current = event.pointerType === "touch";
          }}
          onMouseDown={(event) => {
            if (!isTouched.current) return;
            event.preventDefault();
            setOpen(true);
          }}
          onFocus={(event) => event.target.select()}
          // A text that is no date stays, to be put right.
          onBlur={() => value && setTyped(null)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            setOpen(true);
          }}
        />
        <button
          type="button"
          ref={opener}
          className={styles.open}
          aria-label={`${label}: choose from a calendar`}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onPointerEnter={loadCalendar}
          onFocus={loadCalendar}
          onClick={() => setOpen(!isOpen)}
        >
          <CalendarDays size={18} aria-hidden="true" />
        </button>
      </div>
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      )}
      {isOpen && (
        <Popup label={`${label}: calendar`}>
          <Suspense fallback={<div className={styles.room} />}>
            <MonthCalendar value={value} min={min} max={max} onPick={pick} />
          </Suspense>
        </Popup>
      )}
    </div>
  );
}
