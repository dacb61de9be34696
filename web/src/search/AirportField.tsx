/**
 * An airport, found while typing: by city, name or code, with the keyboard alone (WAI-ARIA Authoring Practices,
 * "Editable Combobox With List Autocomplete").
 *
 * In: the chosen code. Out: a new code, or null while what is typed names no airport yet.
 */
import { type KeyboardEvent, type Ref, useEffect, useId, useState } from "react";
import { useQuery } from "urql";
import { AirportByCodeDocument, type AirportLabelFragment } from "../graphql/generated";
import { usePopup } from "../ui/usePopup";
import { countWords } from "../words/labels";
import styles from "./AirportField.module.css";
import { AirportOptions } from "./AirportOptions";
import { certainMatch, nameOf, useAirports } from "./airports";

interface AirportFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly code: string | null;
  readonly onChange: (code: string | null) => void;
  readonly error?: string | undefined;
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

export function AirportField({ label, placeholder, code, onChange, error, ref }: AirportFieldProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<AirportLabelFragment | null>(null);
  const [isOpen, setOpen] = useState(false);
  /** The line the arrow keys stand on; -1: on none. */
  const [active, setActive] = useState(-1);
  const { airports, isSearching } = useAirports(picked ? "" : text);
  const place = usePopup(isOpen, (by) => {
    setOpen(false);
    // Escape takes nothing that is only pointed at.
    if (by === "escape") setActive(-1);
  });
  useNameOf(code, picked, (airport) => {
    setPicked(airport);
    setText(airport ? nameOf(airport) : "");
  });

  function pick(airport: AirportLabelFragment) {
    setPicked(airport);
    setText(nameOf(airport));
    setOpen(false);
    if (airport.code !== code) onChange(airport.code);
  }

  function pickCertain() {
    const match = picked ? null : (airports[active] ?? certainMatch(text, airports));
    if (match) pick(match);
  }

  // Whoever types a code and goes on at once is faster than the answer: it is taken when it is there.
  useEffect(() => {
    if (!isOpen && !isSearching) pickCertain();
  });

  function type(typed: string) {
    setText(typed);
    setPicked(null);
    setActive(-1);
    setOpen(true);
    if (code !== null) onChange(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const lines = airports.length;
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (isOpen && lines > 0) setActive(active < 0 && step < 0 ? lines - 1 : (active + step + lines) % lines);
      else setActive(0);
    } else if (event.key === "Enter" && isOpen) {
      // Takes what is offered; the form is sent by the next one.
      event.preventDefault();
      pickCertain();
    } else if (event.key === "Tab" && isOpen) {
      pickCertain();
      setOpen(false);
    }
  }

  const list = `${id}-list`;
  const describedBy = [error && `${id}-error`, picked && `${id}-name`].filter(Boolean).join(" ");
  return (
    <div className={styles.field} ref={place}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          id={id}
          ref={ref}
          role="combobox"
          className={styles.input}
          placeholder={placeholder}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={text}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={isOpen ? list : undefined}
          aria-activedescendant={isOpen && airports[active] ? `${list}-${active}` : undefined}
          aria-invalid={Boolean(error)}
          aria-describedby={describedBy || undefined}
          onChange={(event) => type(event.target.value)}
          onFocus={(event) => event.target.select()}
          onKeyDown={onKeyDown}
        />
        {picked && <span className={styles.code}>{picked.code}</span>}
      </div>
      {picked && (
        <p className={styles.description} id={`${id}-name`}>
          {picked.name}
        </p>
      )}
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      )}
      {isOpen && (
        <AirportOptions id={list} label={label} airports={airports} active={active} onPick={pick}>
          {emptyWords(text, isSearching)}
        </AirportOptions>
      )}
      <span className="visually-hidden" role="status">
        {isOpen && !isSearching && text.trim() !== "" && airports.length > 0 && countWords(airports.length, "airport")}
      </span>
    </div>
  );
}

/** A code that came from elsewhere (the address bar, the swap button) gets its airport's name; none, no name. */
function useNameOf(
  code: string | null,
  picked: AirportLabelFragment | null,
  onFound: (airport: AirportLabelFragment | null) => void,
) {
  const isUnnamed = code !== null && picked?.code !== code;
  const [{ data }] = useQuery({ query: AirportByCodeDocument, variables: { code: code ?? "" }, pause: !isUnnamed });
  const airport = data?.airport;
  useEffect(() => {
    if (isUnnamed && airport?.code === code) onFound(airport);
    if (code === null && picked) onFound(null);
  });
}

function emptyWords(text: string, isSearching: boolean): string {
  if (text.trim() === "") return "Type a city, an airport or its code.";
  return isSearching ? "Looking…" : `No airport matches “${text.trim()}”.`;
}
