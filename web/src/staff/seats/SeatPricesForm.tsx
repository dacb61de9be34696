/** Writing the seat prices of one cabin anew, of a flight or of an aircraft type. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useFieldArray, useForm, useWatch } from "react-hook-form";
import type { SeatPriceEntryFragment, SeatPriceInput } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { SelectField, TextField } from "../../ui/Field";
import styles from "./SeatPrices.module.css";
import { KIND_LABEL, KINDS, listSchema, MOST_PRICES, NEW_ENTRY, toSeatPrices, typedList } from "./seatPrices";

interface SeatPricesFormProps {
  readonly start: readonly SeatPriceEntryFragment[];
  readonly busy: boolean;
  readonly onSave: (prices: SeatPriceInput[]) => void;
  readonly onClose: () => void;
}

export function SeatPricesForm({ start, busy, onSave, onClose }: SeatPricesFormProps) {
  const { register, control, handleSubmit, formState } = useForm({
    resolver: zodResolver(listSchema),
    defaultValues: typedList(start),
  });
  const { fields, append, remove, move } = useFieldArray({ control, name: "prices" });
  const typed = useWatch({ control, name: "prices" });
  const errors = formState.errors.prices;
  return (
    <form
      className={styles.form}
      onSubmit={handleSubmit((list) => onSave(toSeatPrices(list)))}
      noValidate
      aria-label="Seat prices"
    >
      <p className={styles.words}>
        The first price that fits a seat is its price; 0 makes an exception. A seat that none fits is free of charge.
      </p>
      {fields.map((field, index) => (
        <fieldset key={field.id} className={styles.entry}>
          <legend className="visually-hidden">Price {index + 1}</legend>
          <SelectField label="Which seats" {...register(`prices.${index}.kind`)}>
            <option value="">All seats</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {KIND_LABEL[kind]}
              </option>
            ))}
          </SelectField>
          <SelectField label="Where" {...register(`prices.${index}.where`)}>
            <option value="all">In all rows</option>
            <option value="front">In the front third</option>
            <option value="rows">In the rows</option>
          </SelectField>
          {typed[index]?.where === "rows" && (
            <>
              <TextField
                label="From row"
                inputMode="numeric"
                autoComplete="off"
                error={errors?.[index]?.firstRow?.message}
                {...register(`prices.${index}.firstRow`)}
              />
              <TextField
                label="To row"
                inputMode="numeric"
                autoComplete="off"
                error={errors?.[index]?.lastRow?.message}
                {...register(`prices.${index}.lastRow`)}
              />
            </>
          )}
          <TextField
            label="Price"
            inputMode="decimal"
            autoComplete="off"
            error={errors?.[index]?.price?.message}
            {...register(`prices.${index}.price`)}
          />
          <div className={styles.entryActions}>
            <Button look="quiet" disabled={index === 0} onClick={() => move(index, index - 1)}>
              Try earlier<span className="visually-hidden"> price {index + 1}</span>
            </Button>
            <Button look="quiet" onClick={() => remove(index)}>
              Remove<span className="visually-hidden"> price {index + 1}</span>
            </Button>
          </div>
        </fieldset>
      ))}
      <div className={styles.actions}>
        <Button type="submit" look="brand" busy={busy}>
          Save the seat prices
        </Button>
        <Button disabled={fields.length >= MOST_PRICES} onClick={() => append(NEW_ENTRY)}>
          Add a price
        </Button>
        <Button look="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
