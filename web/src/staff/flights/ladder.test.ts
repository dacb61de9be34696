import { describe, expect, test } from "vitest";
import { ladderSchema, typedLadder, withDearer } from "./ladder";

const LADDER = typedLadder([
  { letter: "M", factor: "1.00", protected: 20 },
  { letter: "Y", factor: "1.35", protected: 0 },
]);

function complaintsOf(classes: typeof LADDER.classes) {
  const { error } = ladderSchema.safeParse({ classes });
  return error?.issues.map(({ path, message }) => `${path.slice(1).join(" ")}: ${message}`) ?? [];
}

describe("The fare classes of a cabin", () => {
  test("rise in price and keep fewer seats from class to class", () => {
    const [cheap, dear] = LADDER.classes as [(typeof LADDER.classes)[0], (typeof LADDER.classes)[0]];
    expect(complaintsOf([cheap, dear])).toEqual([]);
    expect(complaintsOf([cheap, { ...dear, factor: "1.00" }])).toEqual(["1 factor: Dearer than the class before."]);
    expect(complaintsOf([{ ...cheap, protected: "0" }, dear])).toEqual(["1 protected: Fewer than the class before."]);
    expect(complaintsOf([cheap, { ...dear, protected: "5" }])).toEqual([
      "1 protected: The dearest class keeps none: 0.",
    ]);
    expect(complaintsOf([cheap, { ...dear, letter: "m" }])).toEqual(["1 letter: Named twice."]);
  });

  test("grow by a dearer one, for which the last keeps a seat", () => {
    const grown = withDearer(LADDER.classes);
    expect(grown.map((one) => one.protected)).toEqual(["20", "1", "0"]);
    expect(complaintsOf(grown)).not.toEqual([]);
    const named = grown.map((one, index) => (index === 2 ? { ...one, letter: "F", factor: "2" } : one));
    expect(complaintsOf(named)).toEqual([]);
  });
});
