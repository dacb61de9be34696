/** Record locator and last name: enough to see a trip without an account. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import styles from "./FindTripForm.module.css";

const schema = z.object({
  locator: z
    .string()
    .check(z.trim(), z.toUpperCase(), z.regex(/^[A-Z0-9]{6}$/, "Six letters and digits, as on your confirmation.")),
  lastName: z
    .string()
    .check(z.trim(), z.minLength(1, "Enter the last name of one passenger."), z.maxLength(100, "That is too long.")),
});

export function FindTripForm() {
  const navigate = useNavigate();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { locator: "", lastName: "" },
  });
  // The name goes along in the history entry, not in the address: an address ends up in logs and on screens.
  const submit = handleSubmit(({ locator, lastName }) =>
    navigate({ to: "/find", search: { locator }, state: { lastName } }),
  );
  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label="Find a trip">
      <TextField
        label="Record locator"
        placeholder="Six characters"
        autoCapitalize="characters"
        autoComplete="off"
        spellCheck={false}
        maxLength={6}
        error={formState.errors.locator?.message}
        {...register("locator")}
      />
      <TextField
        label="Last name"
        autoComplete="family-name"
        error={formState.errors.lastName?.message}
        {...register("lastName")}
      />
      <Button type="submit" look="brand">
        Find trip
      </Button>
    </form>
  );
}
