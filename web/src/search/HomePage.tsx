/**
 * The front door: the search, a few routes people fly, and the way to a booking made elsewhere.
 *
 * The words are there at once; the two forms, with all that calendars and lists of airports bring along, follow.
 */
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { lazy, Suspense } from "react";
import { PageHeading } from "../ui/Page";
import styles from "./HomePage.module.css";
import { defaultDeparture, loadTripQuery } from "./tripQuery";

const route = getRouteApi("/");

const SearchForm = lazy(() => import("./SearchForm").then((module) => ({ default: module.SearchForm })));
const FindTripForm = lazy(() => import("../trips/FindTripForm").then((module) => ({ default: module.FindTripForm })));

const ROUTES = [
  { from: "JFK", to: "LAX", words: "New York to Los Angeles" },
  { from: "LGA", to: "ORD", words: "New York to Chicago" },
  { from: "EWR", to: "SFO", words: "Newark to San Francisco" },
  { from: "JFK", to: "BOS", words: "New York to Boston" },
  { from: "LGA", to: "ATL", words: "New York to Atlanta" },
  { from: "JFK", to: "HNL", words: "New York to Honolulu" },
] as const;

const PROMISES = [
  {
    title: "“3 seats left” means three",
    words: "When few seats are left at a fare, you see how many: counted at the airline, never made up to hurry you.",
  },
  {
    title: "You pay the price you saw",
    words: "If a fare changes while you book, nothing is booked. You see the new price and decide again.",
  },
  {
    title: "You always get an answer",
    words: "A booking is confirmed or refused within moments, with the reason. None stays hanging.",
  },
] as const;

export function HomePage() {
  const query = loadTripQuery(route.useSearch());
  return (
    <>
      <section className={styles.hero}>
        <Arcs />
        <div className={styles.inner}>
          <PageHeading title="Book flights" shown="Where to next?" />
          <p className={styles.lead}>Search, choose, and hold a seat that is really yours.</p>
          <Suspense fallback={<FormToCome />}>
            <SearchForm query={query} />
          </Suspense>
        </div>
      </section>
      <div className={styles.below}>
        <section aria-labelledby="routes">
          <h2 id="routes">Often flown from New York</h2>
          <ul className={styles.routes}>
            {ROUTES.map(({ from, to, words }) => (
              <li key={from + to}>
                <Link to="/flights" search={{ from, to, depart: defaultDeparture() }} className={styles.route ?? ""}>
                  <span className={styles.codes}>
                    {from} <ArrowRight size={14} aria-hidden="true" /> {to}
                  </span>
                  <span>{words}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="promises">
          <h2 id="promises">What you can count on</h2>
          <ul className={styles.promises}>
            {PROMISES.map(({ title, words }) => (
              <li key={title}>
                <h3>{title}</h3>
                <p>{words}</p>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="find" className={styles.find}>
          <div>
            <h2 id="find">Already booked?</h2>
            <p>Look up a trip with its record locator and a passenger’s last name. No account needed.</p>
          </div>
          <Suspense fallback={<div className={styles.locator} />}>
            <FindTripForm />
          </Suspense>
        </section>
      </div>
    </>
  );
}

function FormToCome() {
  return (
    <div className={styles.form} role="status">
      <span className="visually-hidden">Loading the search</span>
    </div>
  );
}

/** Great circles over a dotted sea: drawn, so nothing has to be fetched. */
function Arcs() {
  return (
    <svg className={styles.arcs} viewBox="0 0 1200 420" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <defs>
        <pattern id="sea" width="18" height="18" patternUnits="userSpaceOnUse">
          <circle cx="2" cy="2" r="1.1" fill="#ffffff" opacity="0.13" />
        </pattern>
      </defs>
      <rect width="1200" height="420" fill="url(#sea)" />
      <g fill="none" stroke="#8dd0e2" strokeWidth="1.4" opacity="0.6">
        <path d="M1080 310C1010 110 790 90 640 175" />
        <path d="M1080 310C1035 190 900 185 820 245" />
        <path d="M1080 310C1110 170 1180 130 1290 140" strokeDasharray="3 7" />
      </g>
      <g fill="#ff9a62">
        <circle cx="640" cy="175" r="4" />
        <circle cx="820" cy="245" r="4" />
      </g>
    </svg>
  );
}
