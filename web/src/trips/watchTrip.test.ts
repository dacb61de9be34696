import { describe, expect, test } from "vitest";
import { type Answer, type Known, type TripPorts, watchTrip } from "./watchTrip";

class Stopped extends Error {}

interface Stream {
  readonly versions: readonly number[];
  readonly end: "ended" | "hidden";
}

/** Plays back `answers`; the watch is stopped when there are no more. Records what was asked and how long it paused. */
function script(answers: readonly Answer[], changes: readonly Known[] = [], streams: Stream[] = []) {
  const log: string[] = [];
  const left = [...answers];
  const states = [...changes];
  const next = async (asked: string): Promise<Answer> => {
    log.push(asked);
    const answer = left.shift();
    if (!answer) throw new Stopped();
    return answer;
  };
  const ports: TripPorts = {
    follow: async (knownVersion, onVersion) => {
      log.push(`follow ${knownVersion}`);
      const stream = streams.shift();
      for (const told of stream?.versions ?? []) await onVersion(told);
      return stream?.end ?? "ended";
    },
    awaitChange: (version) => next(`await ${version}`),
    askVersion: () => next("ask"),
    pause: async (ms) => void log.push(`pause ${ms}`),
    onChange: async () => {
      log.push("reload");
      const state = states.shift();
      if (!state) throw new Stopped();
      return state;
    },
  };
  return { log, ports };
}

const version = (number: number): Answer => ({ kind: "version", version: number });
const failed: Answer = { kind: "failed" };

describe("watching a trip", () => {
  test("shows each version the stream tells, and asks when it ends", async () => {
    const settled = { version: 3, isPending: false };
    const { log, ports } = script([], [settled], [{ versions: [2, 3], end: "ended" }]);
    await expect(watchTrip({ version: 2, isPending: true }, ports)).rejects.toThrow(Stopped);
    expect(log).toEqual(["follow 2", "reload", "pause 15000", "ask"]);
  });

  test("goes on where it was when the page is looked at again", async () => {
    const { log, ports } = script([], [], [{ versions: [], end: "hidden" }]);
    await expect(watchTrip({ version: 2, isPending: false }, ports)).rejects.toThrow(Stopped);
    expect(log).toEqual(["follow 2", "pause 0", "follow 2", "pause 15000", "ask"]);
  });

  test("without a stream waits for the change of a pending one and shows it at once", async () => {
    const { log, ports } = script([version(1), version(2)], [{ version: 2, isPending: false }]);
    await expect(watchTrip({ version: 1, isPending: true }, ports)).rejects.toThrow(Stopped);
    expect(log).toEqual(["follow 1", "await 1", "pause 250", "await 1", "reload", "pause 15000", "ask"]);
  });

  test("looks after a settled one now and then, and tries the stream again after a while", async () => {
    const { log, ports } = script([version(3), version(4), version(4), version(4)], [{ version: 4, isPending: false }]);
    await expect(watchTrip({ version: 3, isPending: false }, ports)).rejects.toThrow(Stopped);
    expect(log.filter((entry) => !entry.startsWith("pause"))).toEqual([
      "follow 3",
      "ask",
      "ask",
      "reload",
      "ask",
      "ask",
      "follow 4",
      "ask",
    ]);
  });

  test("waits longer after each failure, and is quick again after an answer", async () => {
    const { log, ports } = script([failed, failed, version(1), failed]);
    await expect(watchTrip({ version: 1, isPending: true }, ports)).rejects.toThrow(Stopped);
    expect(log.filter((entry) => entry.startsWith("pause"))).toEqual([
      "pause 1000",
      "pause 2000",
      "pause 250",
      "pause 1000",
    ]);
  });
});
