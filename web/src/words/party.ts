/** Who travels, in words: "2 adults, 1 child". */
import { countWords } from "./labels";

interface Party {
  readonly adults: number;
  readonly children: number;
  readonly infants: number;
}

export function partyWords(party: Party): string {
  const parts = [countWords(party.adults, "adult")];
  if (party.children) parts.push(countWords(party.children, "child", "children"));
  if (party.infants) parts.push(countWords(party.infants, "infant"));
  return parts.join(", ");
}
