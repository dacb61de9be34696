/** Writing a price rule, or changing or removing one that is there. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm, useWatch } from "react-hook-form";
import { useMutation, useQuery } from "urql";
import { fieldAtFault, toProblem } from "../../api/problem";
import {
  AirlinesDocument,
  type PriceRuleInput,
  RemovePriceRuleDocument,
  type RuleFragment,
  SavePriceRuleDocument,
} from "../../graphql/generated";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { SelectField, TextField } from "../../ui/Field";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { CABIN_LABEL, CABINS } from "../../words/labels";
import { CurrencySelect } from "../flights/CurrencySelect";
import { WeekdaysField } from "../schedules/WeekdaysField";
import { AirportInput } from "../ui/AirportInput";
import { copiedRule, type NewRule, ruleSchema, toRuleInput, typedRule } from "./priceRule";
import styles from "./RuleForm.module.css";
import { RulePreview } from "./RulePreview";

const SERVER_FIELDS = ["name", "airline", "origin", "destination", "firstDay", "lastDay", "priority"] as const;

interface RuleFormProps {
  readonly rule: RuleFragment | null;
  /** A new rule begins as a copy of this one. */
  readonly like?: RuleFragment | undefined;
  /** What to say, or null when nothing was changed. */
  readonly onDone: (words: string | null) => void;
  /** Somebody else was faster: the list should be read again. */
  readonly onStale: () => void;
}

export function RuleForm({ rule, like, onDone, onStale }: RuleFormProps) {
  const [{ data: reference }] = useQuery({ query: AirlinesDocument });
  const [saving, saveRule] = useMutation(SavePriceRuleDocument);
  const [removing, removeRule] = useMutation(RemovePriceRuleDocument);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { register, control, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(ruleSchema),
    defaultValues: like ? copiedRule(like) : typedRule(rule),
  });
  const errors = formState.errors;
  const [kind, firstDay] = useWatch({ control, name: ["kind", "firstDay"] });
  const error = saving.error ?? removing.error;

  async function save(form: NewRule) {
    setRefusal(null);
    const { data, error: failed } = await saveRule({ input: toRuleInput(form, rule) });
    const problem = failed ? toProblem(failed) : null;
    const field = fieldAtFault(problem, SERVER_FIELDS);
    if (problem && field) return setError(field, { message: problem.detail }, { shouldFocus: true });
    if (data?.savePriceRule.__typename === "PriceRule") onDone(`“${form.name}” is saved.`);
    else if (data) refuse(data.savePriceRule.message);
  }

  async function readTyped() {
    let read: PriceRuleInput | null = null;
    await handleSubmit((form) => {
      read = toRuleInput(form, rule);
    })();
    return read;
  }

  async function remove(base: RuleFragment) {
    setRefusal(null);
    const { data } = await removeRule({ id: base.id, expectedVersion: base.version });
    if (data?.removePriceRule.__typename === "PriceRule") onDone(`“${base.name}” is removed.`);
    else if (data) refuse(data.removePriceRule.message);
  }

  function refuse(message: string) {
    setRefusal(message);
    onStale();
  }

  return (
    <Card title={rule ? rule.name : "New rule"}>
      <form className={styles.form} onSubmit={handleSubmit(save)} noValidate aria-label="Price rule">
        {error && <ProblemNotice problem={toProblem(error)} />}
        {refusal && <Notice tone="warn" title={refusal} />}
        <div className={styles.grid}>
          <TextField label="Name" autoComplete="off" error={errors.name?.message} {...register("name")} />
          <SelectField label="Changes the fare by" {...register("kind")}>
            <option value="percent">A percentage</option>
            <option value="amount">An amount a seat</option>
          </SelectField>
          <TextField
            label={kind === "percent" ? "Percent" : "Amount"}
            hint="Below zero for a discount."
            inputMode="decimal"
            autoComplete="off"
            error={errors.value?.message}
            {...register("value")}
          />
          {kind === "amount" && <CurrencySelect {...register("currency")} />}
          <TextField
            label="Order"
            hint="The lowest is applied first."
            inputMode="numeric"
            error={errors.priority?.message}
            {...register("priority")}
          />
        </div>
        <fieldset className={styles.form}>
          <legend className={styles.legend}>Which seats (what is left open is every one)</legend>
          <div className={styles.grid}>
            <SelectField label="Airline" error={errors.airline?.message} {...register("airline")}>
              <option value="">Any</option>
              {reference?.airlines.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name} ({code})
                </option>
              ))}
            </SelectField>
            <AirportInput control={control} name="origin" label="From" placeholder="Any airport" />
            <AirportInput control={control} name="destination" label="To" placeholder="Any airport" />
            <SelectField label="Cabin" {...register("cabin")}>
              <option value="">Any</option>
              {CABINS.map((cabin) => (
                <option key={cabin} value={cabin}>
                  {CABIN_LABEL[cabin]}
                </option>
              ))}
            </SelectField>
            <TextField
              label="First day of departure"
              type="date"
              error={errors.firstDay?.message}
              {...register("firstDay")}
            />
            <TextField
              label="Last day of departure"
              type="date"
              error={errors.lastDay?.message}
              {...register("lastDay")}
            />
          </div>
          <Controller
            control={control}
            name="weekdays"
            render={({ field }) => <WeekdaysField value={field.value} onChange={field.onChange} />}
          />
        </fieldset>
        <label className={styles.active}>
          <input type="checkbox" {...register("active")} /> Active
        </label>
        <RulePreview firstDay={firstDay} read={readTyped} />
        <div className={styles.actions}>
          <Button type="submit" look="brand" busy={saving.fetching}>
            Save the rule
          </Button>
          <Button look="quiet" onClick={() => onDone(null)}>
            Close
          </Button>
          {rule && (
            <ButtonLink to="/staff/prices" search={{ rule: "new", like: rule.id }} look="quiet">
              Copy to a new rule
            </ButtonLink>
          )}
          {rule && (
            <Button look="danger" busy={removing.fetching} onClick={() => remove(rule)}>
              Remove the rule
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}
