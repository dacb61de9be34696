/**
 * The code of the page that is wanted, asked for while the client itself is still on its way.
 *
 * The router fetches a page when it runs, and it runs when all of the client has arrived: on a slow line that is a
 * second of waiting for nothing. This file is its own small entry (see vite.config.ts). A page that is missing here is
 * only a little later.
 */
const PAGES: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
  [/^\/$/, () => Promise.all([import("./search/SearchForm"), import("./trips/FindTripForm")])],
  [/^\/flights$/, () => import("./search/ResultsPage")],
  [/^\/find$/, () => import("./trips/FindTripPage")],
  [/^\/login$/, () => import("./account/LogInPage")],
  [/^\/register$/, () => import("./account/RegisterPage")],
  [/^\/book$/, () => import("./booking/BookingPage")],
  [/^\/trips$/, () => import("./trips/TripsPage")],
  [/^\/trips\/[^/]+$/, () => import("./trips/TripPage")],
];

for (const [path, load] of PAGES) {
  // Whether it arrives is the router's business: it asks again, and says so if it fails.
  if (path.test(location.pathname)) load().catch(() => undefined);
}
