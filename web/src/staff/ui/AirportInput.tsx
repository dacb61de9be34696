/** An airport in a form whose values are texts: the code, or an empty text while there is none. */
import { type Control, Controller, type FieldPathByValue, type FieldValues } from "react-hook-form";
import { AirportField } from "../../search/AirportField";

interface AirportInputProps<Form extends FieldValues, Sent> {
  readonly control: Control<Form, unknown, Sent>;
  readonly name: FieldPathByValue<Form, string>;
  readonly label: string;
  readonly placeholder?: string;
}

export function AirportInput<Form extends FieldValues, Sent>({
  control,
  name,
  label,
  placeholder = "City or airport",
}: AirportInputProps<Form, Sent>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <AirportField
          ref={field.ref}
          label={label}
          placeholder={placeholder}
          code={field.value || null}
          onChange={(code) => field.onChange(code ?? "")}
          error={fieldState.error?.message}
        />
      )}
    />
  );
}
