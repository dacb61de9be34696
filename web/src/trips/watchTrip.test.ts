import { describe, expect, test } from "vitest";
import { type Answer, type Known, type TripPorts, watchTrip } from "./watchTrip";

class Stopped extends Error {}

/** Plays back `answers`; the watch is stopped when there are no more. Records what was asked and how long it paused. */
function script(answers: readonly Answer[], changes: readonly Known[] = []) {
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
  test("waits for the change of a pending one and shows it at once", async () => {
    const { log, ports } = script([version(1), version(2)], [{ version: 2, isPending: false }]);
    await expect(watchTrip({ version: 1, isPending: true }, ports)).rejects.toThrow(Stopped);
    expect(log).toEqual(["await 1", "pause 250", "await 1", "reload", "pause 15000", "ask"]);
  });

  test("looks after a settled one now and then, and reloads it only if it changed", async () => {
    const { log, ports } = script([version(3), version(4)], [{ version: 4, isPending: false }]);
    await expect(watchTrip({ version: 3, isPending: false }, ports)).rejects.toThrow(Stopped);
    expect(log).toEqual(["pause 15000", "ask", "pause 15000", "ask", "reload", "pause 15000", "ask"]);
  });

  test("waits longer after each failure, and is quick again after an answer", async () => {
    const { log, ports } = script([failed, failed, failed, version(1), failed]);
    await expect(watchTrip({ version: 1, isPending: true }, ports)).rejects.toThrow(Stopped);
    expect(log.filter((entry) => entry.startsWith("pause"))).toEqual([
      "pause 1000",
      "pause 2000",
      "pause 4000",
      "pause 250",
      "pause 1000",
    ]);
  });

  test("never waits longer than half a minute", async () => {
    const { log, ports } = script(Array<Answer>(8).fill(failed));
    await expect(watchTrip({ version: 1, isPending: true }, ports)).rejects.toThrow(Stopped);
    expect(log.at(-2)).toBe("pause 30000");
  });
});
