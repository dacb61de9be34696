import { describe, expect, it } from "vitest";
import { chosenOf, hasGap, nextUnseated, openSeating, placesWords, seat, seatOfEach } from "./seating";

describe("who sits where", () => {
  it("gives seats in the order of those who take one; infants sit on a lap", () => {
    const party = [{ type: "ADULT" }, { type: "INFANT" }, { type: "CHILD" }, { type: "ADULT" }] as const;
    expect(seatOfEach(party, ["12A", "12B"])).toEqual(["12A", null, "12B", null]);
  });

  it("is said by first names", () => {
    const party = [
      { firstName: "Grace", type: "ADULT" },
      { firstName: "Vincent", type: "ADULT" },
    ] as const;
    expect(placesWords(party, ["12A", "12B"])).toBe("12A Grace, 12B Vincent");
    expect(placesWords(party.slice(0, 1), ["12A"])).toBe("12A");
  });

  it("seats one, takes the seat back, and goes to the next without one", () => {
    const empty = openSeating([], 3);
    const one = seat(empty, 0, "12A");
    expect(one).toEqual(["12A", null, null]);
    expect(nextUnseated(one, 0)).toBe(1);
    expect(seat(one, 0, "12A")).toEqual(empty);
    expect(nextUnseated(["12A", "12B", "12C"], 2)).toBe(2);
    expect(nextUnseated([null, "12B", "12C"], 2)).toBe(0);
  });

  it("lets two of the party change places", () => {
    expect(seat(["12A", "12B"], 0, "12B")).toEqual(["12B", "12A"]);
    expect(seat(["12A", null], 1, "12A")).toEqual([null, "12A"]);
  });

  it("knows that seats which go by order cannot leave somebody out in between", () => {
    expect(hasGap([null, "12A"])).toBe(true);
    expect(hasGap(["12A", null])).toBe(false);
    expect(hasGap([null, null])).toBe(false);
    expect(chosenOf([null, "12A"])).toEqual(["12A"]);
  });
});
