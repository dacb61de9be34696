import { expect, test } from "vitest";
import { type Connection, onceOnline } from "./connection";

class Tunnel extends EventTarget implements Connection {
  isIn = true;
  readonly isOnline = () => !this.isIn;
  leave(): void {
    this.isIn = false;
    this.dispatchEvent(new Event("online"));
  }
}

function setUp() {
  const sent: string[] = [];
  const tunnel = new Tunnel();
  const send = onceOnline(async (input) => {
    sent.push(String(input));
    return new Response("ok");
  }, tunnel);
  return { sent, tunnel, send };
}

test("a request leaves, once, when the device is online again", async () => {
  const { sent, tunnel, send } = setUp();
  const answer = send("/graphql");
  expect(sent).toEqual([]);
  tunnel.leave();
  expect(await (await answer).text()).toBe("ok");
  expect(sent).toEqual(["/graphql"]);
});

test("a request that was given up offline never leaves", async () => {
  const { sent, tunnel, send } = setUp();
  const giveUp = new AbortController();
  const answer = send("/graphql", { signal: giveUp.signal });
  giveUp.abort(new Error("left the page"));
  await expect(answer).rejects.toThrow("left the page");
  tunnel.leave();
  expect(sent).toEqual([]);
});
