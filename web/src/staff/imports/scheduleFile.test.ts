import { describe, expect, it } from "vitest";
import {
  blankFile,
  changesSomething,
  countsWords,
  fileSchema,
  guessFormat,
  linesWords,
  readScheduleFile,
} from "./scheduleFile";

function listOf(file: File): FileList {
  return Object.assign([file], { item: () => file }) as unknown as FileList; // what a file input holds
}

describe("a schedule file", () => {
  it("is told apart by how it begins", () => {
    expect(guessFormat("1AIRLINE STANDARD SCHEDULE DATA SET")).toBe("SSIM");
    expect(guessFormat("\uFEFFairline,flight_number")).toBe("CSV");
  });

  it("is sent with its name and with the fares that were typed", async () => {
    const typed = { ...blankFile(), files: listOf(new File(["airline,"], "winter.csv")) };
    typed.fares = typed.fares.map((fare) => (fare.cabin === "ECONOMY" ? { ...fare, amount: "99.00" } : fare));
    expect(await readScheduleFile(fileSchema.parse(typed))).toEqual({
      text: "airline,",
      format: "CSV",
      fileName: "winter.csv",
      fares: [{ cabin: "ECONOMY", fare: { amount: "99.00", currency: "USD" } }],
      cancelAbsent: false,
    });
  });

  it("must be chosen, and of a size the service takes", () => {
    const refusal = (files: FileList | undefined) =>
      fileSchema.safeParse({ ...blankFile(), files }).error?.issues[0]?.message;
    expect(refusal(undefined)).toBe("Choose a file.");
    expect(refusal(listOf(new File(["x".repeat(600_001)], "large.txt")))).toMatch(/too large/);
  });
});

describe("what a file does", () => {
  const counts = [
    { outcome: "CREATED" as const, count: 1200 },
    { outcome: "UNCHANGED" as const, count: 0 },
    { outcome: "REFUSED" as const, count: 2 },
  ];

  it("is told before and after", () => {
    expect(countsWords(counts, "planned")).toBe("1,200 to create, 2 refused");
    expect(countsWords(counts, "done")).toBe("1,200 created, 2 refused");
    expect(countsWords([], "done")).toBe("no flights");
  });

  it("may be nothing", () => {
    expect(changesSomething(counts)).toBe(true);
    expect(changesSomething([{ outcome: "UNCHANGED", count: 3 }])).toBe(false);
  });

  it("names the lines that were left out", () => {
    expect(linesWords(1, 0, 3)).toBe("1 line cannot be carried out; 3 flights in the past left out.");
    expect(linesWords(0, 0, 0)).toBe("");
  });
});
