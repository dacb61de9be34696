/**
 * What went wrong, in words for people: the client library's error -> a `Problem` the screens can show.
 *
 * Every error code of the gateway and the subgraphs has a sentence here. The server's own message is shown only for
 * codes whose messages are written for the person at the screen (bad input, conflict, refused rights).
 */
import type { CombinedError } from "urql";

export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The input field at fault, when the server names one. */
  readonly field: string | null;
  /** The flight it is about, when the server names one. */
  readonly flightId: string | null;
  /** Whether the same request may succeed later. */
  readonly canRetry: boolean;
  readonly retryAfterSeconds: number | null;
  /** What to quote to support. */
  readonly traceId: string | null;
}

interface Wording {
  readonly title: string;
  readonly detail: string;
  readonly canRetry: boolean;
  /** The server's sentence says more than ours and is safe to show. */
  readonly showsServerMessage?: boolean;
}

const UNREACHABLE: Wording = {
  title: "We cannot reach the booking system",
  detail: "Check your connection. We keep trying; nothing you entered is lost.",
  canRetry: true,
};

const UNEXPECTED: Wording = {
  title: "Something went wrong on our side",
  detail: "It has been recorded. Try again in a moment.",
  canRetry: true,
};

const WORDINGS: Record<string, Wording> = {
  BAD_USER_INPUT: {
    title: "Please check what you entered",
    detail: "One of the entries is not accepted.",
    canRetry: false,
    showsServerMessage: true,
  },
  UNAUTHENTICATED: {
    title: "Please log in again",
    detail: "Your session has ended. After logging in you continue where you were.",
    canRetry: false,
  },
  FORBIDDEN: { title: "This is not open to you", detail: "Your account may not see or do this.", canRetry: false },
  NOT_FOUND: {
    title: "We could not find it",
    detail: "It may have been removed, or the link is incomplete.",
    canRetry: false,
  },
  CONFLICT: {
    title: "This is not possible as things stand",
    detail: "It was changed in the meantime. Load it anew and decide again.",
    canRetry: false,
    showsServerMessage: true,
  },
  SOLD_OUT: {
    title: "The last seats have just gone to someone else",
    detail: "Nothing was booked and nothing was charged.",
    canRetry: false,
  },
  RATE_LIMITED: {
    title: "Too many attempts",
    detail: "For safety we slow repeated attempts down.",
    canRetry: true,
  },
  SERVICE_UNAVAILABLE: {
    title: "Part of the booking system is not answering",
    detail: "This usually passes within a minute. Nothing you entered is lost.",
    canRetry: true,
  },
  SUBGRAPH_TIMEOUT: {
    title: "The booking system is slow right now",
    detail: "It took too long to answer. Try again in a moment.",
    canRetry: true,
  },
  OPERATION_LIMIT_EXCEEDED: {
    title: "That is too much at once",
    detail: "Ask for less, or shorten what you entered.",
    canRetry: false,
  },
  // The server no longer understands this client: a newer one has been published since the page was opened.
  GRAPHQL_VALIDATION_FAILED: {
    title: "This page is out of date",
    detail: "Reload it to go on with the newest version.",
    canRetry: false,
  },
  INTERNAL_SERVER_ERROR: UNEXPECTED,
};

/** The gateway names causes more finely than a traveller cares for. */
const SAME_AS: Record<string, string> = {
  REQUEST_TIMEOUT: "SUBGRAPH_TIMEOUT",
  SUBGRAPH_INVALID_RESPONSE: "SERVICE_UNAVAILABLE",
  SUBGRAPH_RESPONSE_TOO_LARGE: "SERVICE_UNAVAILABLE",
  PAYLOAD_TOO_LARGE: "OPERATION_LIMIT_EXCEEDED",
  OPERATION_COST_EXCEEDED: "OPERATION_LIMIT_EXCEEDED",
  LIST_SIZE_REQUIRED: "OPERATION_LIMIT_EXCEEDED",
  HEADERS_TOO_LARGE: "OPERATION_LIMIT_EXCEEDED",
  BAD_REQUEST: "GRAPHQL_VALIDATION_FAILED",
  CSRF_PREVENTED: "GRAPHQL_VALIDATION_FAILED",
  METHOD_NOT_ALLOWED: "GRAPHQL_VALIDATION_FAILED",
  NOT_ACCEPTABLE: "GRAPHQL_VALIDATION_FAILED",
  UNSUPPORTED_MEDIA_TYPE: "GRAPHQL_VALIDATION_FAILED",
  GRAPHQL_PARSE_FAILED: "GRAPHQL_VALIDATION_FAILED",
  OPERATION_RESOLUTION_FAILURE: "GRAPHQL_VALIDATION_FAILED",
  PERSISTED_QUERY_NOT_FOUND: "GRAPHQL_VALIDATION_FAILED",
  PERSISTED_QUERY_NOT_SUPPORTED: "GRAPHQL_VALIDATION_FAILED",
  PERSISTED_DOCUMENT_UNKNOWN: "GRAPHQL_VALIDATION_FAILED",
  PLANNING_FAILED: "INTERNAL_SERVER_ERROR",
};

export function hasWords(code: string): boolean {
  return (SAME_AS[code] ?? code) in WORDINGS;
}

export function toProblem(error: CombinedError): Problem {
  const [first] = error.graphQLErrors;
  if (!first) return error.networkError ? build("UNREACHABLE", UNREACHABLE, {}) : build("UNKNOWN", UNEXPECTED, {});
  const code = reasonOf(first.extensions) ?? codeOf(error);
  const known = WORDINGS[SAME_AS[code] ?? code] ?? UNEXPECTED;
  return build(code, known, { ...first.extensions, message: first.message });
}

/** Of conflicts, why; some reasons have words of their own. */
function reasonOf(extensions: Readonly<Record<string, unknown>> | undefined): string | null {
  const reason = extensions?.reason;
  return typeof reason === "string" && Object.hasOwn(WORDINGS, reason) ? reason : null;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

const REFUSED: Record<string, string> = {
  NOT_CANCELLABLE: "This trip cannot be cancelled",
  PAYMENT_UNDER_WAY: "A payment is under way",
  QUOTE_EXPIRED: "This quote no longer stands",
  HOLD_EXPIRED: "Your seats are no longer held",
  NOT_PAYABLE: "This cannot be paid for now",
  NOT_EXTENDABLE: "There is no more time to give",
  REFUND_NOT_STUCK: "There is no refund for you to pay",
  NOT_CHALLENGED: "Your bank asks nothing now",
  NOT_CHANGEABLE: "This flight cannot be changed",
  CHANGE_UNDER_WAY: "Another change waits for you",
  CHANGE_NOT_OFFERED: "This change is no longer offered",
  CHANGE_EXPIRED: "The new seats are no longer held",
  NOTHING_TO_ACCEPT: "There is nothing to accept",
  NOT_CORRECTABLE: "This name cannot be corrected any more",
  NAME_TOO_DIFFERENT: "That would be another person",
  TOO_MANY_WAITING: "You are on many waitlists already",
  PAYMENT_DECLINED: "The payment was declined",
};

export function hasRefusalWords(code: string): boolean {
  return code in REFUSED;
}

/** A refusal that was to be expected: the server answers it as data, with a sentence written for the person. */
export function refusalToProblem({ code, message }: Refusal): Problem {
  const title = REFUSED[code] ?? "This is not possible as things stand";
  return build(code, { title, detail: message, canRetry: false }, {});
}

/** What the answer of an operation refuses, if it does: `answer` is a union of what was asked for and refusals. */
export function findRefusal<T extends object>(answer: T | undefined): (T & Refusal) | null {
  return answer && "code" in answer && "message" in answer ? (answer as T & Refusal) : null;
}

/** The code of the error, or "UNREACHABLE" when no answer came at all. */
export function codeOf(error: CombinedError): string {
  const [first] = error.graphQLErrors;
  if (!first) return error.networkError ? "UNREACHABLE" : "UNKNOWN";
  const code = first.extensions?.code;
  return typeof code === "string" ? code : "UNKNOWN";
}

export function isPassing(error: CombinedError): boolean {
  return toProblem(error).canRetry && codeOf(error) !== "RATE_LIMITED";
}

/** Which of a form's fields the server found fault with; it names them by their path, like "input.phone". */
export function fieldAtFault<T extends string>(problem: Problem | null, fields: readonly T[]): T | null {
  const name = problem?.field?.split(".").at(-1);
  return fields.find((field) => field === name) ?? null;
}

function build(code: string, wording: Wording, said: Readonly<Record<string, unknown>>): Problem {
  const wait = typeof said.retryAfterSeconds === "number" ? Math.max(1, Math.ceil(said.retryAfterSeconds)) : null;
  const serverMessage = wording.showsServerMessage && typeof said.message === "string" ? said.message : null;
  return {
    code,
    title: wording.title,
    detail: serverMessage ?? (wait ? `${wording.detail} Try again in ${waitWords(wait)}.` : wording.detail),
    field: typeof said.field === "string" ? said.field : null,
    flightId: typeof said.flightId === "string" ? said.flightId : null,
    canRetry: wording.canRetry,
    retryAfterSeconds: wait,
    traceId: typeof said.traceId === "string" ? said.traceId : null,
  };
}

function waitWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}
