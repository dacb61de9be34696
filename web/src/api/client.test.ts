import { describe, expect, test } from "vitest";
import { AirlinesDocument, LogInDocument, LogOutDocument } from "../graphql/generated";
import { createSessionStore, type RefreshAnswer } from "../session/session";
import { createClient } from "./client";

const USER = {
  id: "1",
  email: "a@b.example",
  emailVerified: true,
  firstName: "Ada",
  lastName: "L",
  phone: null,
  roles: [],
  createdAt: "",
};

type Reply = { readonly data: unknown } | { readonly code: string } | "no connection";

/** A gateway that answers in turn; what it was sent is kept: the operation and who sent it. */
function setUp(replies: Reply[], refreshes: string[]) {
  const sent: string[] = [];
  const transport = (async (_url: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    const { operationName } = JSON.parse(String(init?.body)) as { operationName: string };
    sent.push(`${operationName} ${headers.get("authorization") ?? "anonymous"}`);
    const reply = replies.shift() ?? "no connection";
    if (reply === "no connection") throw new TypeError("Failed to fetch");
    const body =
      "data" in reply ? reply : { data: null, errors: [{ message: "no", extensions: { code: reply.code } }] };
    return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
  }) as typeof fetch;
  const requestRefresh = async (): Promise<RefreshAnswer> => {
    const accessToken = refreshes.shift();
    return accessToken
      ? { kind: "session", session: { accessToken, expiresIn: 900, user: USER } }
      : { kind: "refused" };
  };
  const session = createSessionStore({
    requestRefresh,
    exclusively: (task) => task(),
    now: () => 0,
    wasOpen: () => true,
    remember: () => undefined,
  });
  return { client: createClient(session, transport), session, sent };
}

describe("the client", () => {
  test("restores the session before the first operation leaves", async () => {
    const { client, sent } = setUp([{ data: { airlines: [] } }], ["fresh"]);
    await client.query(AirlinesDocument, {}).toPromise();
    expect(sent).toEqual(["Airlines Bearer fresh"]);
  });

  test("refreshes once when the token is refused, and sends the operation again", async () => {
    const { client, sent } = setUp([{ code: "UNAUTHENTICATED" }, { data: { airlines: [] } }], ["old", "new"]);
    const { data } = await client.query(AirlinesDocument, {}).toPromise();
    expect(data).toEqual({ airlines: [] });
    expect(sent).toEqual(["Airlines Bearer old", "Airlines Bearer new"]);
  });

  test("gives up when the session cannot be refreshed", async () => {
    const { client, session, sent } = setUp([{ code: "UNAUTHENTICATED" }, { code: "UNAUTHENTICATED" }], ["old"]);
    const { error } = await client.query(AirlinesDocument, {}).toPromise();
    expect(error?.graphQLErrors[0]?.extensions).toEqual({ code: "UNAUTHENTICATED" });
    expect(session.current()).toEqual({ state: "anonymous", ended: true });
    expect(sent).toEqual(["Airlines Bearer old", "Airlines anonymous"]);
  });

  test("takes a wrong password for what it is, not for an ended session", async () => {
    const { client, sent } = setUp([{ code: "UNAUTHENTICATED" }], ["old"]);
    const wrong = { email: "a@b.example", password: "no" };
    await client.mutation(LogInDocument, wrong, { carriesCredentials: true }).toPromise();
    expect(sent).toEqual(["LogIn Bearer old"]);
  });

  test("asks again when a part of the system is down", async () => {
    const { client, sent } = setUp([{ code: "SERVICE_UNAVAILABLE" }, "no connection", { data: { airlines: [] } }], []);
    const { data } = await client.query(AirlinesDocument, {}).toPromise();
    expect(data).toEqual({ airlines: [] });
    expect(sent).toHaveLength(3);
  });

  test("does not send a mutation twice unless it may be", async () => {
    const { client, sent } = setUp(["no connection", { data: { logout: true } }], []);
    const { error } = await client.mutation(LogOutDocument, { everywhere: false }).toPromise();
    expect(error?.networkError).toBeDefined();
    expect(sent).toHaveLength(1);
  });

  test("sends one that may be until it is answered", async () => {
    const { client, sent } = setUp(["no connection", { data: { logout: true } }], []);
    const { data } = await client.mutation(LogOutDocument, { everywhere: false }, { isIdempotent: true }).toPromise();
    expect(data).toEqual({ logout: true });
    expect(sent).toHaveLength(2);
  });
});
