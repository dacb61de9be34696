import { describe, expect, test } from "vitest";
import { placeSteps, type SagaStep } from "./sagaTree";

function step(eventId: string, becauseOf: string | null, seconds: number): SagaStep {
  const at = new Date(Date.UTC(2026, 11, 1, 10, 0, 0) + seconds * 1000).toISOString();
  return { eventId, type: `type of ${eventId}`, at, direction: "SAID", becauseOf, detail: "" };
}

describe("A saga", () => {
  test("is a tree of causes, told in order", () => {
    const placed = placeSteps([
      step("created", null, 0),
      step("held 1", "created", 0.5),
      step("held 2", "created", 0.6),
      step("confirmed", "held 2", 0.7),
    ]);
    expect(placed.map(({ number, depth, cause }) => [number, depth, cause?.number ?? null])).toEqual([
      [1, 0, null],
      [2, 1, 1],
      [3, 1, 1],
      [4, 2, 3],
    ]);
    expect(placed[3]?.secondsSinceFirst).toBeCloseTo(0.7);
  });

  test("keeps the id of a cause that is not part of it", () => {
    const [news] = placeSteps([step("news", "somebody cancelled", 0)]);
    expect([news?.depth, news?.cause, news?.causeElsewhere]).toEqual([0, null, "somebody cancelled"]);
  });

  test("of no events is empty", () => {
    expect(placeSteps([])).toEqual([]);
  });
});
