/**
 * Watches a trip for changes, cheaply, until told to stop.
 *
 * The server tells each version by a subscription while somebody looks at the page. When that ends, or cannot be had,
 * the trip is asked for instead: while it is pending by a long poll, so the answer is seen the moment it falls; once
 * settled now and then, by a GET the gateway answers with 304 as long as nothing changed. Failures are waited out,
 * longer each time; after a few rounds the subscription is tried again.
 */
export interface TripPorts {
  /**
   * Tells every version that is not `knownVersion` until the stream is over or broken ("ended"), or the page is no
   * longer looked at ("hidden").
   */
  readonly follow: (knownVersion: number, onVersion: (version: number) => Promise<void>) => Promise<"ended" | "hidden">;
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

// About a minute of a settled trip.
const ROUNDS_OF_ASKING = 4;

export async function watchTrip(start: Known, ports: TripPorts): Promise<never> {
  let known = start;
  const take = async (version: number) => {
    if (version !== known.version) known = await ports.onChange();
  };
  for (;;) {
    const end = await ports.follow(known.version, take);
    if (end === "hidden") await ports.pause(0);
    else known = await askForAWhile(known, ports);
  }
}

async function askForAWhile(start: Known, ports: TripPorts): Promise<Known> {
  let known = start;
  let wait = FIRST_WAIT_MS;
  for (let round = 0; round < ROUNDS_OF_ASKING; round += 1) {
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
  return known;
}
