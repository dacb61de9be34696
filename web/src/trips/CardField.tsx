/** What to pay with. */
import { SelectField } from "../ui/Field";

/** The sandbox provider knows these instead of card numbers; a real one would give a token for a card. */
const TEST_CARDS = [
  { token: "sandbox-approve", label: "Test card that is accepted" },
  { token: "sandbox-challenge", label: "Test card whose bank asks for a code (123456)" },
  { token: "sandbox-delay", label: "Test card whose bank takes its time" },
  { token: "sandbox-decline", label: "Test card that is declined" },
  { token: "sandbox-refund-late", label: "Test card whose bank takes no refunds for a day" },
] as const;

export const FIRST_CARD: string = TEST_CARDS[0].token;

interface CardFieldProps {
  readonly value: string;
  readonly onChange: (token: string) => void;
}

export function CardField({ value, onChange }: CardFieldProps) {
  return (
    <SelectField label="Card" value={value} onChange={(event) => onChange(event.target.value)}>
      {TEST_CARDS.map(({ token, label }) => (
        <option key={token} value={token}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}
