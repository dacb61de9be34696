/** One field and a button: what staff look for goes into the page's address, where the page finds it. */
import { zodResolver } from "@hookform/resolvers/zod";
import type { ComponentProps, ReactNode } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import styles from "./FindForm.module.css";

interface Props extends Pick<ComponentProps<typeof TextField>, "label" | "hint" | "placeholder" | "inputMode"> {
  /** What the form is called to a screen reader. */
  readonly name: string;
  /** What may be looked for. */
  readonly allowed: z.ZodString;
  readonly wanted: string | undefined;
  readonly onFind: (wanted: string) => void;
  readonly maxLength?: number;
  readonly autoCapitalize?: string;
  /** Another way to it, beside the button. */
  readonly children?: ReactNode;
}

export function FindForm({ name, allowed, wanted, onFind, children, ...field }: Props) {
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(z.object({ wanted: allowed })),
    defaultValues: { wanted: wanted ?? "" },
  });
  return (
    <form className={styles.form} noValidate aria-label={name} onSubmit={handleSubmit((form) => onFind(form.wanted))}>
      <TextField
        {...field}
        autoComplete="off"
        spellCheck={false}
        error={formState.errors.wanted?.message}
        {...register("wanted")}
      />
      <div className={styles.actions}>
        <Button type="submit" look="brand">
          Find
        </Button>
        {children}
      </div>
    </form>
  );
}
