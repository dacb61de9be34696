/** From chosen flights to a reservation: names, review, book. Each step has its own address, so "back" works. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import type { CreateReservationInput, FlightOfferFragment, JoinWaitlistInput } from "../graphql/generated";
import { type BookingQuery, seatsOf, travellersOf } from "../search/tripQuery";
import { useSession } from "../session/SessionContext";
import { RequireSession } from "../shell/RequireSession";
import { ButtonLink } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { JoinWaitlist } from "../waitlist/JoinWaitlist";
import { findUnanswered } from "./attempt";
import { BookedAlready } from "./BookedAlready";
import styles from "./BookingPage.module.css";
import { FareStep } from "./FareStep";
import { ItinerarySummary } from "./ItinerarySummary";
import { Obstacles } from "./Obstacles";
import { PassengersStep } from "./PassengersStep";
import { PriceNews } from "./PriceNews";
import { Progress } from "./Progress";
import { isComplete, loadDraft, type PassengersForm, saveDraft, toPassengerInputs } from "./passengers";
import { buildQuote } from "./quote";
import { ReviewStep } from "./ReviewStep";
import { searchAgain } from "./searchAgain";
import { useBook } from "./useBook";
import { useOffers } from "./useOffers";
import { usePromise } from "./usePromise";

const route = getRouteApi("/book");

export function BookingPage() {
  const query = route.useSearch();
  const session = useSession();
  // Whoever compares fares is only looking; names are given by somebody. Nothing stands inside: whoever is logged in goes
  // from step to step on the same page, with what it has loaded.
  if (query.step !== "fare" && session.state !== "open") return <RequireSession>{null}</RequireSession>;
  return query.flights.length === 0 ? <NothingChosen /> : <Chosen query={query} />;
}

function NothingChosen() {
  return (
    <Page title="Your booking">
      <Empty
        title="No flight is chosen yet"
        actions={
          <ButtonLink to="/" look="brand">
            Search flights
          </ButtonLink>
        }
      >
        <p>The link may be incomplete. Trips that are booked stand in My trips.</p>
      </Empty>
    </Page>
  );
}

function Chosen({ query }: { readonly query: BookingQuery }) {
  const [offers, reload] = useOffers(query.flights, query.cabin, seatsOf(query));
  switch (offers.state) {
    case "loading":
      return (
        <Page title="Your booking">
          <Skeleton label="Loading the flights you chose" rows={2} height="10rem" />
        </Page>
      );
    case "failed":
      return (
        <Page title="Your booking">
          <ProblemNotice problem={offers.problem} onRetry={reload} />
        </Page>
      );
    case "missing":
      return (
        <Page title="Your booking">
          <Empty
            title="These flights are no longer on sale"
            actions={
              <ButtonLink to="/" look="brand">
                Search again
              </ButtonLink>
            }
          />
        </Page>
      );
    case "ready":
      return <Steps query={query} flights={offers.flights} onSeatsGone={reload} />;
  }
}

interface StepsProps {
  readonly query: BookingQuery;
  readonly flights: readonly FlightOfferFragment[];
  /** The flights are not as they were when they were loaded. */
  readonly onSeatsGone: () => void;
}

function Steps({ query, flights, onSeatsGone }: StepsProps) {
  const navigate = route.useNavigate();
  const session = useSession();
  const { isSending, problem, book, resume } = useBook();
  const { cabin, family, adults, children, infants } = query;
  const party = { adults, children, infants };
  const wish = { cabin, family, party };
  const quote = buildQuote(flights, wish, Date.now());
  const promised = usePromise(query.flights, wish, query.step === "fare");
  const { promise, refusal } = promised;
  const total = promise?.price.total ?? quote.total;
  const justGone = problem?.code === "SOLD_OUT" ? (problem.flightId ?? query.flights[0] ?? null) : null;
  // Not by seats that have just gone: they may be back by now, and the flights are being asked for.
  const isBlocked = quote.obstacles.length > 0 || refusal !== null || promised.isExpired;
  const account = session.state === "open" ? session.user : null;
  const draft = loadDraft(travellersOf(party), account?.email ?? "", sessionStorage);
  const step = query.step === "review" && !isComplete(draft) ? "passengers" : query.step;

  const retry = useCallback(() => {
    const unanswered = findUnanswered(query.flights, sessionStorage, Date.now());
    if (unanswered) void resume(unanswered);
  }, [query.flights, resume]);

  // The page may have been left or reloaded between "Book" and the answer: ask for that same booking again.
  useEffect(retry, [retry]);

  useEffect(() => {
    if (justGone) onSeatsGone();
  }, [justGone, onSeatsGone]);

  const goTo = (next: BookingQuery["step"], part: Partial<BookingQuery> = {}) =>
    navigate({ search: { ...query, ...part, step: next } });

  function toReview(form: PassengersForm) {
    saveDraft(form, sessionStorage);
    return goTo("review");
  }

  const buildInput = (holdForPayment: boolean): CreateReservationInput => ({
    holdForPayment,
    segments: query.flights.map((flightId) => ({ flightId, cabin, fareFamily: family })),
    passengers: toPassengerInputs(draft),
    quotedTotal: total && { amount: total.amount, currency: total.currency },
    offerId: promise?.id ?? null,
    contactEmail: draft.contactEmail || null,
  });
  const buildWish = (flightId: string, holdForPayment: boolean): JoinWaitlistInput => ({
    flightId,
    cabin,
    fareFamily: family,
    passengers: toPassengerInputs(draft),
    contactEmail: draft.contactEmail || null,
    holdForPayment,
  });
  return (
    <Page
      key={step}
      title={TITLES[step]}
      above={<Progress query={query} step={step} search={searchAgain(flights, query)} />}
    >
      <Obstacles
        flights={flights}
        quote={quote}
        wish={wish}
        // The offer knows more than the list did: seats may have gone since.
        refusal={refusal}
        justGone={justGone}
        onInstead={(ids) => navigate({ search: { ...query, flights: ids }, replace: true })}
      />
      <PriceNews promised={promised} />
      <BookedAlready flights={query.flights} />
      {problem && !justGone && (
        <ProblemNotice
          problem={problem}
          onRetry={retry}
          actions={
            problem.code === "UNAUTHENTICATED" && (
              <Link to="/login" search={{ next: location.pathname + location.search }}>
                Log in
              </Link>
            )
          }
        />
      )}
      <div className={`${styles.columns} ${step === "review" ? styles.reviewed : ""}`}>
        <div>
          {step === "fare" && (
            <FareStep
              flights={flights}
              party={party}
              chosen={family}
              mayWait={quote.waitableId !== null}
              onChoose={(next) => goTo("passengers", { family: next })}
            />
          )}
          {step === "passengers" && (
            <PassengersStep
              draft={draft}
              suggested={account}
              onTyped={(form) => saveDraft(form, sessionStorage)}
              onDone={toReview}
            />
          )}
          {step === "review" && (
            <ReviewStep
              draft={draft}
              total={total}
              isSending={isSending}
              isBlocked={isBlocked}
              waiting={(holdForPayment) =>
                quote.waitableId && <JoinWaitlist input={buildWish(quote.waitableId, holdForPayment)} />
              }
              onBook={(holdForPayment) => book(buildInput(holdForPayment))}
              onBack={() => goTo("passengers")}
            />
          )}
        </div>
        <ItinerarySummary
          flights={flights}
          quote={quote}
          wish={wish}
          // A price that is kept for seats that are gone is no comfort.
          promised={justGone || quote.soldOutId ? { ...promised, promise: null } : promised}
        />
      </div>
    </Page>
  );
}

const TITLES: Record<BookingQuery["step"], string> = {
  fare: "Choose your fare",
  passengers: "Who is travelling?",
  review: "Review and book",
};
