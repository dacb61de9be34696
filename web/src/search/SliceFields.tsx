/** From, to and when: the fields of one slice. */
import type { CalendarDate } from "@internationalized/date";
import { ArrowLeftRight } from "lucide-react";
import type { ReactNode } from "react";
import { type Control, Controller, type UseFormGetValues, type UseFormSetValue, useWatch } from "react-hook-form";
import { DateField } from "../ui/DateField";
import { AirportField } from "./AirportField";
import styles from "./SearchForm.module.css";
import { salesPeriod } from "./salesPeriod";
import type { TripFields } from "./tripForm";
import { useTodayAt } from "./useTodayAt";

interface SliceFieldsProps {
  readonly index: number;
  readonly control: Control<TripFields, unknown, unknown>;
  readonly getValues: UseFormGetValues<TripFields>;
  readonly setValue: UseFormSetValue<TripFields>;
  readonly earliest?: CalendarDate | null | undefined;
  readonly children?: ReactNode;
}

export function SliceFields({ index, control, getValues, setValue, earliest, children }: SliceFieldsProps) {
  const today = useTodayAt(useWatch({ control, name: `slices.${index}.from` }));

  function swap() {
    const { from, to } = getValues(`slices.${index}`);
    setValue(`slices.${index}.from`, to, { shouldDirty: true });
    setValue(`slices.${index}.to`, from, { shouldDirty: true });
  }
  return (
    <>
      <div className={styles.route}>
        <Airport control={control} name={`slices.${index}.from`} label="From" />
        <button type="button" className={styles.swap} onClick={swap} aria-label="Swap from and to">
          <ArrowLeftRight size={16} aria-hidden="true" />
        </button>
        <Airport control={control} name={`slices.${index}.to`} label="To" />
      </div>
      <Controller
        control={control}
        name={`slices.${index}.date`}
        render={({ field, fieldState }) => (
          <DateField
            ref={field.ref}
            label="Leaving"
            value={field.value}
            onChange={field.onChange}
            {...salesPeriod(earliest ?? today)}
            error={fieldState.error?.message}
          />
        )}
      />
      {children}
    </>
  );
}

interface AirportProps {
  readonly control: SliceFieldsProps["control"];
  readonly name: `slices.${number}.from` | `slices.${number}.to`;
  readonly label: string;
}

function Airport({ control, name, label }: AirportProps) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <AirportField
          ref={field.ref}
          label={label}
          placeholder="City or airport"
          code={field.value}
          onChange={field.onChange}
          error={fieldState.error?.message}
        />
      )}
    />
  );
}
