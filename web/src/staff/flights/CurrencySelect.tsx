/** The currency of prices that staff write. Takes what `register` of a form gives. */

import type { ComponentProps } from "react";
import { SelectField } from "../../ui/Field";
import { CURRENCIES } from "./cabins";

export function CurrencySelect(props: Omit<ComponentProps<typeof SelectField>, "label" | "children">) {
  return (
    <SelectField label="Currency" {...props}>
      {CURRENCIES.map((currency) => (
        <option key={currency}>{currency}</option>
      ))}
    </SelectField>
  );
}
