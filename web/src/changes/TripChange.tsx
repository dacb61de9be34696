/** Where a change stands: the airline answers, the traveller decides, and in the end it is done or all stays as it was. */
import type { TripDetailFragment } from "../graphql/generated";
import { Notice } from "../ui/Notice";
import { refusalOf } from "../words/refusals";
import { OfferedChange } from "./OfferedChange";

// Later it is history, which the messages tell; at the top of the page stands what is new.
const NEWS_MS = 30 * 60 * 1000;

export function TripChange({ trip }: { readonly trip: TripDetailFragment }) {
  const { change } = trip;
  if (!change) return null;
  const isNews = Date.now() - Date.parse(change.requestedAt) < NEWS_MS;
  switch (change.status) {
    case "REQUESTED":
      return (
        <Notice tone="neutral" title="Asking the airline for the new seats…">
          <p>You keep your flights meanwhile. This page changes by itself.</p>
        </Notice>
      );
    case "OFFERED":
      return <OfferedChange trip={trip} change={change} />;
    case "DONE":
      return isNews ? (
        <Notice tone="good" title="Your trip is changed">
          <p>The flights and ticket numbers below are the new ones. The old tickets are no longer valid.</p>
        </Notice>
      ) : null;
    case "FAILED":
      return isNews && change.failure?.code !== "DECLINED" ? (
        <Notice tone="warn" title="The change did not come about">
          <p>{failureWords(change.failure)} Your trip is as it was, and nothing was charged.</p>
        </Notice>
      ) : null;
  }
}

function failureWords(failure: NonNullable<TripDetailFragment["change"]>["failure"]): string {
  switch (failure?.code) {
    case "EXPIRED":
      return "It was not confirmed in time.";
    case "NOT_CHANGEABLE":
      return "Your fare does not allow this change.";
    default:
      return `${refusalOf(failure?.code).title}.`;
  }
}
