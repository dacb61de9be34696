/**
 * The events of a saga in order -> the same with their place in the chain of causes.
 *
 * An event stands as deep as the chain that led to it. One whose cause is not part of the trail begins a chain of its
 * own, and keeps the id of that cause.
 */
import type { ReservationSagaQuery } from "../../graphql/generated";

export type SagaStep = ReservationSagaQuery["reservationSaga"][number];

export interface PlacedStep {
  readonly step: SagaStep;
  /** Counted from 1, as people number things. */
  readonly number: number;
  readonly depth: number;
  readonly cause: { readonly number: number; readonly type: string } | null;
  /** Known by its id only. */
  readonly causeElsewhere: string | null;
  readonly secondsSinceFirst: number;
}

export function placeSteps(steps: readonly SagaStep[]): PlacedStep[] {
  const placed: PlacedStep[] = [];
  const byEvent = new Map<string, PlacedStep>();
  const first = steps[0] ? Date.parse(steps[0].at) : 0;
  for (const [index, step] of steps.entries()) {
    const cause = step.becauseOf ? byEvent.get(step.becauseOf) : undefined;
    const one = {
      step,
      number: index + 1,
      depth: cause ? cause.depth + 1 : 0,
      cause: cause ? { number: cause.number, type: cause.step.type } : null,
      causeElsewhere: cause ? null : (step.becauseOf ?? null),
      secondsSinceFirst: (Date.parse(step.at) - first) / 1000,
    };
    placed.push(one);
    byEvent.set(step.eventId, one);
  }
  return placed;
}
