/** How many travel, and in which cabin: one button that opens the choices. */
import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Cabin } from "../graphql/generated";
import { Popup } from "../ui/Popup";
import { usePopup } from "../ui/usePopup";
import { CABIN_LABEL } from "../words/labels";
import { partyWords } from "../words/party";
import type { TravellersChoicesProps } from "./TravellersChoices";
import styles from "./TravellersField.module.css";
import type { Party } from "./tripQuery";

// Fetched when the button is about to be pressed: most people travel alone and in economy.
const loadChoices = () => import("./TravellersChoices");
const TravellersChoices = lazy(loadChoices);

const FORM_STANDS_MS = 1_000;

export function TravellersField({ party, cabin, onParty, onCabin }: TravellersChoicesProps) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const place = usePopup(isOpen, (by) => (by === "escape" ? done() : setOpen(false)));

  // A finger does not hover: on a slow line the choices would come too late, so they come once the form stands.
  useEffect(() => {
    const soon = setTimeout(() => loadChoices().catch(() => undefined), FORM_STANDS_MS);
    return () => clearTimeout(soon);
  }, []);

  function done() {
    setOpen(false);
    opener.current?.focus();
  }

  return (
    <div className={styles.field} ref={place}>
      <button
        type="button"
        ref={opener}
        className={styles.trigger}
        aria-label={`Travellers and cabin: ${summaryOf(party, cabin)}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={loadChoices}
        onFocus={loadChoices}
        onClick={() => setOpen(!isOpen)}
      >
        <span>{summaryOf(party, cabin)}</span>
        <ChevronDown size={16} aria-hidden="true" />
      </button>
      {isOpen && (
        <Popup label="Travellers and cabin" alignEnd>
          <div className={styles.dialog}>
            <Suspense fallback={<div className={styles.room} />}>
              <TravellersChoices party={party} cabin={cabin} onParty={onParty} onCabin={onCabin} />
            </Suspense>
            <button type="button" className={styles.done} onClick={done}>
              Done
            </button>
          </div>
        </Popup>
      )}
    </div>
  );
}

function summaryOf(party: Party, cabin: Cabin): string {
  return `${partyWords(party)}, ${CABIN_LABEL[cabin].toLowerCase()}`;
}
