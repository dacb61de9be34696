/**
 * The fare classes of a cabin as staff write them: from the cheapest, which keeps most seats for the others, to the
 * dearest, which sells them all.
 */
import { z } from "zod";
import { isDecimal } from "../../words/money";

export const MOST_CLASSES = 8;

const classSchema = z.object({
  letter: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]$/, "One letter."),
  factor: z
    .string()
    .trim()
    .refine((text) => isDecimal(text) && Number(text) >= 0.1 && Number(text) <= 10, "From 0.1 to 10, like 1.15."),
  protected: z.coerce.number<string>().int("Whole seats.").min(0, "Not below 0."),
});

export const ladderSchema = z
  .object({ classes: z.array(classSchema).min(1).max(MOST_CLASSES) })
  .superRefine(({ classes }, context) => {
    const refuse = (index: number, field: "letter" | "factor" | "protected", message: string) =>
      context.addIssue({ code: "custom", path: ["classes", index, field], message });
    for (const [index, one] of classes.entries()) {
      const cheaper = classes[index - 1];
      if (classes.findIndex(({ letter }) => letter === one.letter) < index) refuse(index, "letter", "Named twice.");
      if (cheaper && Number(one.factor) <= Number(cheaper.factor)) {
        refuse(index, "factor", "Dearer than the class before.");
      }
      if (cheaper && one.protected >= cheaper.protected) refuse(index, "protected", "Fewer than the class before.");
    }
    if (classes.at(-1)?.protected !== 0) refuse(classes.length - 1, "protected", "The dearest class keeps none: 0.");
  });

export type Ladder = z.output<typeof ladderSchema>;
export type TypedLadder = z.input<typeof ladderSchema>;

interface FareClass {
  readonly letter: string;
  readonly factor: string;
  readonly protected: number;
}

export function typedLadder(classes: readonly FareClass[]): TypedLadder {
  return {
    classes: classes.map(({ letter, factor, protected: kept }) => ({ letter, factor, protected: String(kept) })),
  };
}

/** A step above the dearest, whose seats it takes over. */
export function withDearer(classes: TypedLadder["classes"]): TypedLadder["classes"] {
  const dearest = classes.at(-1);
  if (!dearest) return [{ letter: "", factor: "1.00", protected: "0" }];
  const lifted = { ...dearest, protected: dearest.protected === "0" ? "1" : dearest.protected };
  return [...classes.slice(0, -1), lifted, { letter: "", factor: "", protected: "0" }];
}
