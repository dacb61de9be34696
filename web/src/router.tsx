/** Every page and its address. Pages beyond the first are fetched when they are first visited. */
import { createRoute, createRouter, lazyRouteComponent, Outlet, stripSearchParams } from "@tanstack/react-router";
import * as z from "zod/mini";
import { HomePage } from "./search/HomePage";
import {
  type BookingLink,
  cabinName,
  familyName,
  loadBookingQuery,
  loadChangeQuery,
  loadTripQuery,
  type TripLink,
} from "./search/tripQuery";
import { FailedPage, PendingPage } from "./shell/Fallbacks";
import { RequireSession } from "./shell/RequireSession";
import { root } from "./shell/root";
import { staffRoutes } from "./staff/routes";
import { optional } from "./words/address";

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: HomePage,
});

const flights = createRoute({
  getParentRoute: () => root,
  path: "/flights",
  validateSearch: (raw: TripLink) => loadTripQuery(raw),
  // What goes without saying is left out of the address: it is shared and read by people.
  search: { middlewares: [stripSearchParams(loadTripQuery({}))] },
  component: lazyRouteComponent(() => import("./search/ResultsPage"), "ResultsPage"),
});

const find = createRoute({
  getParentRoute: () => root,
  path: "/find",
  validateSearch: z.object({ locator: optional(z.coerce.string().check(z.maxLength(12))) }),
  component: lazyRouteComponent(() => import("./trips/FindTripPage"), "FindTripPage"),
});

// Where to go after logging in: a path of this client and nothing else, or a link could send people to another site.
const nextPage = z.object({
  next: optional(z.string().check(z.regex(/^\/(?![/\\])/))),
});

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: nextPage,
  component: lazyRouteComponent(() => import("./account/LogInPage"), "LogInPage"),
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  validateSearch: nextPage,
  component: lazyRouteComponent(() => import("./account/RegisterPage"), "RegisterPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("./account/ForgotPasswordPage"), "ForgotPasswordPage"),
});

// Letters lead to these two; the token is the fragment of the address.
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("./account/ResetPasswordPage"), "ResetPasswordPage"),
});

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  component: lazyRouteComponent(() => import("./account/VerifyEmailPage"), "VerifyEmailPage"),
});

const loggedIn = createRoute({
  getParentRoute: () => root,
  id: "logged-in",
  component: () => (
    <RequireSession>
      <Outlet />
    </RequireSession>
  ),
});

// Fares may be compared by anybody; for names and booking the page itself asks to log in.
const book = createRoute({
  getParentRoute: () => root,
  path: "/book",
  validateSearch: (raw: BookingLink) => loadBookingQuery(raw),
  search: { middlewares: [stripSearchParams(loadBookingQuery({}))] },
  component: lazyRouteComponent(() => import("./booking/BookingPage"), "BookingPage"),
});

const trips = createRoute({
  getParentRoute: () => loggedIn,
  path: "/trips",
  validateSearch: z.object({
    status: optional(z.enum(["PENDING", "WAITLISTED", "HELD", "CONFIRMED", "FAILED", "CANCELLED", "EXPIRED"])),
  }),
  component: lazyRouteComponent(() => import("./trips/TripsPage"), "TripsPage"),
});

const trip = createRoute({
  getParentRoute: () => loggedIn,
  path: "/trips/$tripId",
  component: lazyRouteComponent(() => import("./trips/TripPage"), "TripPage"),
});

const seats = createRoute({
  getParentRoute: () => loggedIn,
  path: "/trips/$tripId/seats/$flightId",
  validateSearch: z.object({ cabin: z.catch(cabinName, "ECONOMY"), family: z.catch(familyName, "STANDARD") }),
  component: lazyRouteComponent(() => import("./seats/SeatsPage"), "SeatsPage"),
});

const receipt = createRoute({
  getParentRoute: () => loggedIn,
  path: "/trips/$tripId/receipt",
  component: lazyRouteComponent(() => import("./trips/ReceiptPage"), "ReceiptPage"),
});

const change = createRoute({
  getParentRoute: () => loggedIn,
  path: "/trips/$tripId/change",
  validateSearch: loadChangeQuery,
  component: lazyRouteComponent(() => import("./changes/ChangePage"), "ChangePage"),
});

const notifications = createRoute({
  getParentRoute: () => loggedIn,
  path: "/notifications",
  component: lazyRouteComponent(() => import("./notifications/NotificationsPage"), "NotificationsPage"),
});

const account = createRoute({
  getParentRoute: () => loggedIn,
  path: "/account",
  component: lazyRouteComponent(() => import("./account/AccountPage"), "AccountPage"),
});

const routeTree = root.addChildren([
  home,
  flights,
  find,
  logIn,
  register,
  forgotPassword,
  resetPassword,
  verifyEmail,
  book,
  loggedIn.addChildren([trips, trip, seats, change, receipt, notifications, account]),
  staffRoutes,
]);

export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultErrorComponent: FailedPage,
  defaultPendingComponent: PendingPage,
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
