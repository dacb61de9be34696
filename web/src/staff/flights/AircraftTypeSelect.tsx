/** One of the aircraft types there are, or none. */
import type { SelectHTMLAttributes } from "react";
import { useQuery } from "urql";
import { AircraftTypesDocument } from "../../graphql/generated";
import { SelectField } from "../../ui/Field";

interface AircraftTypeSelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  readonly label?: string;
  readonly none?: string;
  readonly error?: string | undefined;
  readonly ref?: React.Ref<HTMLSelectElement>;
}

export function AircraftTypeSelect({
  label = "Aircraft type",
  none = "Not known yet",
  ...select
}: AircraftTypeSelectProps) {
  const [{ data }] = useQuery({ query: AircraftTypesDocument });
  return (
    <SelectField label={label} {...select}>
      <option value="">{none}</option>
      {data?.aircraftTypes.map(({ code, manufacturer, model, seats }) => (
        <option key={code} value={code}>
          {manufacturer} {model}, {seats} seats ({code})
        </option>
      ))}
    </SelectField>
  );
}
