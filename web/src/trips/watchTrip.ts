/**
 * Watches a trip for changes, cheaply, until told to stop.
 *
 * While it is pending the server holds the question until something changes (long poll), so the traveller sees the
 * answer the moment it falls. Once settled, a trip changes rarely: it is asked for its version now and then, by a GET
 * the gateway answers with 304 as long as nothing changed. Failures are waited out, longer each time.
 */
export interface TripPorts {
  /** Resolves as soon as the version differs from `knownVersion`, or with the same version after a while. */
  readonly awaitChange: (knownVersion: number) => Promise<Answer>;
  readonly askVersion: () => Promise<Answer>;
  /** Resolves after `ms`, and not while nobody looks at the page; rejects when the watch is stopped. */
  readonly pause: (ms: number) => Promise<void>;
  readonly onChange: () => Promise<Known>;
}

export type Answer = { readonly kind: "version"; readonly version: number } | { readonly kind: "failed" };

export interface Known {
  readonly version: number;
  readonly isPending: boolean;
}

const LOOK_EVERY_MS = 15_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
// Between two long polls that brought nothing: the server may answer early when it is busy.
const BREATH_MS = 250;

export async function watchTrip(start: Known, ports: TripPorts): Promise<never> {
  let known = start;
  let wait = FIRST_WAIT_MS;
  for (;;) {
    if (!known.isPending) await ports.pause(LOOK_EVERY_MS);
    const answer = known.isPending ? await ports.awaitChange(known.version) : await ports.askVersion();
    if (answer.kind === "failed") {
      await ports.pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      continue;
    }
    wait = FIRST_WAIT_MS;
    if (answer.version !== known.version) known = await ports.onChange();
    else if (known.isPending) await ports.pause(BREATH_MS);
  }
}
