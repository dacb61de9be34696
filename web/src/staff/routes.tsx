/** The back office and its addresses. Everybody may type one; who is not staff is told so. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { RequireSession } from "../shell/RequireSession";
import { root } from "../shell/root";
import { findDate } from "../words/time";
import { loadFlightsQuery } from "./flights/flightsQuery";
import { StaffArea } from "./StaffArea";

const staff = createRoute({
  getParentRoute: () => root,
  id: "staff",
  component: () => (
    <RequireSession staff>
      <StaffArea />
    </RequireSession>
  ),
});

const date = z
  .string()
  .refine((text) => findDate(text) !== null)
  .optional()
  .catch(undefined);
const airport = z.coerce
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/)
  .optional()
  .catch(undefined);
const id = z.coerce.string().trim().min(1).max(128).optional().catch(undefined);

const home = createRoute({
  getParentRoute: () => staff,
  path: "/staff",
  validateSearch: z.object({ day: date }),
  component: lazyRouteComponent(() => import("./home/StaffHomePage"), "StaffHomePage"),
});

const flights = createRoute({
  getParentRoute: () => staff,
  path: "/staff/flights",
  validateSearch: loadFlightsQuery,
  component: lazyRouteComponent(() => import("./flights/FlightsPage"), "FlightsPage"),
});

const newFlight = createRoute({
  getParentRoute: () => staff,
  path: "/staff/flights/new",
  component: lazyRouteComponent(() => import("./flights/NewFlightPage"), "NewFlightPage"),
});

const flight = createRoute({
  getParentRoute: () => staff,
  path: "/staff/flights/$flightId",
  component: lazyRouteComponent(() => import("./flights/FlightPage"), "FlightPage"),
});

const schedules = createRoute({
  getParentRoute: () => staff,
  path: "/staff/schedules",
  component: lazyRouteComponent(() => import("./schedules/SchedulePage"), "SchedulePage"),
});

const occupancy = createRoute({
  getParentRoute: () => staff,
  path: "/staff/occupancy",
  validateSearch: z.object({
    origin: airport,
    destination: airport,
    from: date,
    days: z.coerce.number().int().min(1).max(31).optional().catch(undefined),
    cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./occupancy/OccupancyPage"), "OccupancyPage"),
});

const prices = createRoute({
  getParentRoute: () => staff,
  path: "/staff/prices",
  validateSearch: z.object({ rule: id }),
  component: lazyRouteComponent(() => import("./prices/PricesPage"), "PricesPage"),
});

const reservations = createRoute({
  getParentRoute: () => staff,
  path: "/staff/reservations",
  validateSearch: z.object({ locator: id }),
  component: lazyRouteComponent(() => import("./reservations/FindReservationPage"), "FindReservationPage"),
});

const reservation = createRoute({
  getParentRoute: () => staff,
  path: "/staff/reservations/$reservationId",
  component: lazyRouteComponent(() => import("./reservations/ReservationPage"), "ReservationPage"),
});

const letters = createRoute({
  getParentRoute: () => staff,
  path: "/staff/dead-letters",
  component: lazyRouteComponent(() => import("./letters/DeadLettersPage"), "DeadLettersPage"),
});

const webhooks = createRoute({
  getParentRoute: () => staff,
  path: "/staff/webhooks",
  component: lazyRouteComponent(() => import("./webhooks/WebhooksPage"), "WebhooksPage"),
});

const audit = createRoute({
  getParentRoute: () => staff,
  path: "/staff/audit",
  validateSearch: z.object({ of: z.enum(["flights", "reservations"]).catch("reservations"), user: id, target: id }),
  component: lazyRouteComponent(() => import("./audit/AuditPage"), "AuditPage"),
});

const accounts = createRoute({
  getParentRoute: () => staff,
  path: "/staff/accounts",
  validateSearch: z.object({ email: z.coerce.string().trim().min(3).max(254).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("./accounts/FindAccountPage"), "FindAccountPage"),
});

const account = createRoute({
  getParentRoute: () => staff,
  path: "/staff/accounts/$accountId",
  component: lazyRouteComponent(() => import("./accounts/AccountForStaffPage"), "AccountForStaffPage"),
});

export const staffRoutes = staff.addChildren([
  home,
  flights,
  newFlight,
  flight,
  schedules,
  occupancy,
  prices,
  reservations,
  reservation,
  letters,
  webhooks,
  audit,
  accounts,
  account,
]);
