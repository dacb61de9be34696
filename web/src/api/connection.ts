/**
 * A request made while the device is offline leaves when it is online again: the page says so, and whoever pressed "Pay"
 * in a tunnel need not press again. It has not been sent meanwhile, so nothing is done twice.
 */
export interface Connection extends Pick<EventTarget, "addEventListener"> {
  readonly isOnline: () => boolean;
}

/** `transport`, which is not asked before the device is online. */
export function onceOnline(transport: typeof fetch, connection: Connection): typeof fetch {
  return async (input, init) => {
    if (!connection.isOnline()) await comeOnline(connection, init?.signal ?? null);
    return transport(input, init);
  };
}

/** Rejects when the request is given up first. */
function comeOnline(connection: Connection, signal: AbortSignal | null): Promise<void> {
  const heard = new AbortController();
  return new Promise<void>((resolve, reject) => {
    signal?.throwIfAborted();
    connection.addEventListener("online", () => resolve(), { signal: heard.signal });
    signal?.addEventListener("abort", () => reject(signal.reason), { signal: heard.signal });
  }).finally(() => heard.abort());
}
