import { expect, test } from "vitest";
import { keepApart } from "./keepApart";
import { createSessionStore } from "./session";

const ANN = { id: "ann", email: "", emailVerified: true, firstName: "", lastName: "", phone: null, createdAt: "" };

function setUp() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    clear: () => kept.clear(),
  };
  const forgotten = { times: 0 };
  function load() {
    const store = createSessionStore({
      requestRefresh: async () => ({ kind: "refused" }),
      exclusively: (task) => task(),
      now: () => 0,
      wasOpen: () => true,
      remember: () => undefined,
    });
    keepApart(
      store,
      () => storage,
      () => {
        forgotten.times += 1;
      },
    );
    const logIn = (id: string) => store.open({ accessToken: "t", expiresIn: 900, user: { ...ANN, id, roles: [] } });
    return { store, logIn };
  }
  return { kept, forgotten, load };
}

test("whoever logs out takes along what the tab knew", () => {
  const { kept, forgotten, load } = setUp();
  const { store, logIn } = load();
  logIn("ann");
  kept.set("booking-passengers", "Ann");
  store.close("logged out");
  expect([...kept]).toEqual([]);
  expect(forgotten.times).toBe(1);
});

test("a session that ended leaves it for its owner, and for nobody else", async () => {
  const { kept, forgotten, load } = setUp();
  const { store, logIn } = load();
  logIn("ann");
  kept.set("booking-passengers", "Ann");
  await store.refresh();
  logIn("ann");
  expect(kept.get("booking-passengers")).toBe("Ann");
  expect(forgotten.times).toBe(0);
  await store.refresh();
  logIn("bob");
  expect(kept.has("booking-passengers")).toBe(false);
  expect(forgotten.times).toBe(1);
});

test("a reload that cannot restore the session keeps it for its owner, too", async () => {
  const { kept, forgotten, load } = setUp();
  load().logIn("ann");
  kept.set("booking-attempt", "Ann");
  const { store, logIn } = load();
  await store.restore();
  expect(kept.get("booking-attempt")).toBe("Ann");
  logIn("bob");
  expect(kept.has("booking-attempt")).toBe(false);
  expect(forgotten.times).toBe(1);
});
