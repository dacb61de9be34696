import { describe, expect, test, vi } from "vitest";
import type { OpenedSessionFragment } from "../graphql/generated";
import { createSessionStore, isStaff, type RefreshAnswer } from "./session";

function opened(
  accessToken: string,
  roles: OpenedSessionFragment["user"]["roles"] = ["CUSTOMER"],
): OpenedSessionFragment {
  const user = {
    id: "1",
    email: "ada@example.com",
    emailVerified: true,
    firstName: "Ada",
    lastName: "Lovelace",
    phone: null,
    roles,
    createdAt: "",
  };
  return { accessToken, expiresIn: 900, user };
}

function setUp(answers: RefreshAnswer[]) {
  const clock = { now: 0 };
  const requestRefresh = vi.fn(async (): Promise<RefreshAnswer> => answers.shift() ?? ({ kind: "refused" } as const));
  const mark = { isOpen: false };
  const store = createSessionStore({
    requestRefresh,
    exclusively: (task) => task(),
    now: () => clock.now,
    wasOpen: () => mark.isOpen,
    remember: (isOpen) => {
      mark.isOpen = isOpen;
    },
  });
  return { store, requestRefresh, clock, mark };
}

describe("the session", () => {
  test("is restored from the cookie on load", async () => {
    const { store } = setUp([{ kind: "session", session: opened("a") }]);
    expect(store.current().state).toBe("restoring");
    await store.refresh();
    expect(store.current()).toMatchObject({ state: "open", user: { firstName: "Ada" } });
    expect(store.accessToken()).toBe("a");
  });

  test("is not asked for where nobody was logged in", async () => {
    const { store, requestRefresh } = setUp([]);
    await store.restore();
    expect(store.current()).toEqual({ state: "anonymous", ended: false });
    expect(requestRefresh).not.toHaveBeenCalled();
  });

  test("is waited for where somebody was, until the server says otherwise", async () => {
    const { store, mark } = setUp([{ kind: "refused" }]);
    mark.isOpen = true;
    await store.restore();
    expect(store.current()).toEqual({ state: "anonymous", ended: false });
    expect(mark.isOpen).toBe(false);
  });

  test("is asked for once, however many need it", async () => {
    const { store, requestRefresh } = setUp([{ kind: "session", session: opened("a") }]);
    await Promise.all([store.refresh(), store.refresh(), store.refresh()]);
    expect(requestRefresh).toHaveBeenCalledTimes(1);
  });

  test("that never was is not one that ended", async () => {
    const { store } = setUp([{ kind: "refused" }]);
    await store.refresh();
    expect(store.current()).toEqual({ state: "anonymous", ended: false });
  });

  test("that is refused later has ended, and its token is gone", async () => {
    const { store } = setUp([{ kind: "refused" }]);
    store.open(opened("a"));
    await store.refresh();
    expect(store.current()).toEqual({ state: "anonymous", ended: true });
    expect(store.accessToken()).toBeNull();
  });

  test("outlives a server that does not answer", async () => {
    const { store } = setUp([{ kind: "unreachable" }]);
    store.open(opened("a"));
    await store.refresh();
    expect(store.current().state).toBe("open");
  });

  test("wants a new token shortly before the old one expires", () => {
    const { store, clock } = setUp([]);
    store.open(opened("a"));
    clock.now = 880_000;
    expect(store.needsRefresh()).toBe(false);
    clock.now = 890_001;
    expect(store.needsRefresh()).toBe(true);
  });

  test("of an agent or administrator is staff's", () => {
    const { store } = setUp([]);
    store.open(opened("a"));
    expect(isStaff(store.current())).toBe(false);
    store.open(opened("a", ["CUSTOMER", "AGENT"]));
    expect(isStaff(store.current())).toBe(true);
  });
});
