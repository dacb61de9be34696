/**
 * An airport, found while typing: by city, name or code, with the keyboard alone.
 *
 * In: the chosen code. Out: a new code, or null while what is typed names no airport yet.
 */
import { useEffect, useRef, useState } from "react";
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { useQuery } from "urql";
import { AirportByCodeDocument, type AirportLabelFragment, FindAirportsDocument } from "../graphql/generated";
import { useSettled } from "../ui/useSettled";
import { countryName } from "../words/country";
import styles from "./AirportField.module.css";

interface AirportFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly code: string | null;
  readonly onChange: (code: string | null) => void;
  readonly error?: string | undefined;
}

// Long enough to skip most keystrokes of a fast typist, short enough not to be felt.
const SETTLE_MS = 150;

export function AirportField({ label, placeholder, code, onChange, error }: AirportFieldProps) {
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<AirportLabelFragment | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useNameOf(code, picked, (airport) => {
    setPicked(airport);
    setText(nameOf(airport));
  });
  const { airports, isSearching } = useAirports(picked ? "" : text);

  function pick(airport: AirportLabelFragment | null) {
    setPicked(airport);
    if (airport) setText(nameOf(airport));
    if ((airport?.code ?? null) !== code) onChange(airport?.code ?? null);
  }

  function type(typed: string) {
    setText(typed);
    if (picked && typed !== nameOf(picked)) pick(null);
  }

  return (
    <ComboBox
      className={styles.field ?? ""}
      inputValue={text}
      onInputChange={type}
      selectedKey={picked?.code ?? null}
      onSelectionChange={(key) => {
        const airport = airports.find((each) => each.code === key);
        if (airport) pick(airport);
      }}
      onBlur={() => {
        if (!picked) pick(certainMatch(text, airports));
      }}
      items={picked ? [picked] : airports}
      defaultFilter={() => true}
      allowsEmptyCollection
      allowsCustomValue
      menuTrigger="input"
      isInvalid={Boolean(error)}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      <div className={styles.box}>
        <Input
          ref={input}
          className={styles.input ?? ""}
          placeholder={placeholder}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          onFocus={() => input.current?.select()}
        />
        {picked && <span className={styles.code}>{picked.code}</span>}
        <Button className="visually-hidden" excludeFromTabOrder>
          Show airports
        </Button>
      </div>
      {picked && (
        <Text slot="description" className={styles.description ?? ""}>
          {picked.name}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
      <Popover className={styles.popover ?? ""} offset={6}>
        <ListBox<AirportLabelFragment>
          className={styles.list ?? ""}
          renderEmptyState={() => <p className={styles.none}>{emptyWords(text, isSearching)}</p>}
        >
          {(airport) => (
            <ListBoxItem
              id={airport.code}
              textValue={nameOf(airport)}
              aria-label={`${airport.city}, ${countryName(airport.country)}, ${airport.name} ${airport.code}`}
              className={styles.option ?? ""}
            >
              <span className={styles.place}>
                <span className={styles.city}>
                  {airport.city}, {countryName(airport.country)}
                </span>{" "}
                <span className={styles.name}>{airport.name}</span>
              </span>{" "}
              <span className={styles.code}>{airport.code}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function useAirports(text: string) {
  const search = useSettled(text.trim(), SETTLE_MS);
  const pause = search.length === 0;
  const [{ data, fetching }] = useQuery({ query: FindAirportsDocument, variables: { search }, pause });
  const found = pause ? [] : (data?.airports.edges.map((edge) => edge.node) ?? []);
  const isSearching = fetching || search !== text.trim();
  // The answer to an earlier text stays only as far as it answers this one too: nobody should pick a stale line.
  return { airports: isSearching ? found.filter((airport) => answersTo(airport, text)) : found, isSearching };
}

function answersTo({ code, name, city }: AirportLabelFragment, text: string): boolean {
  return `${code} ${name} ${city}`.toLowerCase().includes(text.trim().toLowerCase());
}

/** A code that came from elsewhere (the address bar, the swap button) gets its airport's name. */
function useNameOf(
  code: string | null,
  picked: AirportLabelFragment | null,
  onFound: (airport: AirportLabelFragment) => void,
) {
  const isUnnamed = code !== null && picked?.code !== code;
  const [{ data }] = useQuery({ query: AirportByCodeDocument, variables: { code: code ?? "" }, pause: !isUnnamed });
  const airport = data?.airport;
  useEffect(() => {
    if (isUnnamed && airport?.code === code) onFound(airport);
  });
}

/** Typing a code, or words only one airport answers to, and leaving the field is choosing it. */
function certainMatch(text: string, airports: readonly AirportLabelFragment[]): AirportLabelFragment | null {
  const typed = text.trim().toUpperCase();
  if (typed === "") return null;
  return airports.find((airport) => airport.code === typed) ?? (airports.length === 1 ? (airports[0] ?? null) : null);
}

function nameOf(airport: AirportLabelFragment): string {
  return airport.city || airport.name;
}

function emptyWords(text: string, isSearching: boolean): string {
  if (isSearching) return "Looking…";
  return text.trim() === "" ? "Type a city, an airport or its code." : `No airport matches “${text.trim()}”.`;
}
