/** How many travel, and in which cabin: one button that opens the choices. */
import { ChevronDown } from "lucide-react";
import { lazy, Suspense } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { Cabin } from "../graphql/generated";
import { CABIN_LABEL } from "../words/labels";
import { partyWords } from "../words/party";
import type { TravellersChoicesProps } from "./TravellersChoices";
import styles from "./TravellersField.module.css";
import type { Party } from "./tripQuery";

// Fetched when the button is about to be pressed: most people travel alone and in economy.
const loadChoices = () => import("./TravellersChoices");
const TravellersChoices = lazy(loadChoices);

export function TravellersField({ party, cabin, onParty, onCabin }: TravellersChoicesProps) {
  return (
    <div className={styles.field}>
      <span className={styles.label} aria-hidden="true">
        Travellers and cabin
      </span>
      <DialogTrigger>
        <Button
          className={styles.trigger ?? ""}
          aria-label={`Travellers and cabin: ${summaryOf(party, cabin)}`}
          onHoverStart={loadChoices}
          onFocus={loadChoices}
        >
          <span>{summaryOf(party, cabin)}</span>
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
        <Popover className={styles.popover ?? ""} offset={6} placement="bottom end">
          <Dialog className={styles.dialog ?? ""} aria-label="Travellers and cabin">
            <Suspense fallback={<div className={styles.room} />}>
              <TravellersChoices party={party} cabin={cabin} onParty={onParty} onCabin={onCabin} />
            </Suspense>
            <Button slot="close" className={styles.done ?? ""}>
              Done
            </Button>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

function summaryOf(party: Party, cabin: Cabin): string {
  return `${partyWords(party)}, ${CABIN_LABEL[cabin].toLowerCase()}`;
}
