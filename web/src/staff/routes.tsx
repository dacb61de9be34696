/** The back office and its addresses. Everybody may type one; who is not staff is told so. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import * as z from "zod/mini";
import { RequireSession } from "../shell/RequireSession";
import { root } from "../shell/root";
import { airportCode, isoDate, optional } from "../words/address";
import { loadFlightsQuery } from "./flights/flightsQuery";
import { loadSchedulesQuery } from "./planned/schedulesQuery";
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

const id = z.coerce.string().check(z.trim(), z.minLength(1), z.maxLength(128));

const home = createRoute({
  getParentRoute: () => staff,
  path: "/staff",
  validateSearch: z.object({ day: optional(isoDate) }),
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

const plannedSchedules = createRoute({
  getParentRoute: () => staff,
  path: "/staff/schedules/all",
  validateSearch: loadSchedulesQuery,
  component: lazyRouteComponent(() => import("./planned/PlannedSchedulesPage"), "PlannedSchedulesPage"),
});

const plannedSchedule = createRoute({
  getParentRoute: () => staff,
  path: "/staff/schedules/$scheduleId",
  component: lazyRouteComponent(() => import("./planned/PlannedSchedulePage"), "PlannedSchedulePage"),
});

const scheduleImport = createRoute({
  getParentRoute: () => staff,
  path: "/staff/schedules/import",
  validateSearch: z.object({ id: optional(id) }),
  component: lazyRouteComponent(() => import("./imports/ImportPage"), "ImportPage"),
});

const occupancy = createRoute({
  getParentRoute: () => staff,
  path: "/staff/occupancy",
  validateSearch: z.object({
    origin: optional(airportCode),
    destination: optional(airportCode),
    from: optional(isoDate),
    days: optional(z.coerce.number().check(z.multipleOf(1), z.minimum(1), z.maximum(31))),
    cabin: optional(z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"])),
  }),
  component: lazyRouteComponent(() => import("./occupancy/OccupancyPage"), "OccupancyPage"),
});

const prices = createRoute({
  getParentRoute: () => staff,
  path: "/staff/prices",
  validateSearch: z.object({ rule: optional(id), like: optional(id) }),
  component: lazyRouteComponent(() => import("./prices/PricesPage"), "PricesPage"),
});

const seatPrices = createRoute({
  getParentRoute: () => staff,
  path: "/staff/seat-prices",
  validateSearch: z.object({ type: optional(id) }),
  component: lazyRouteComponent(() => import("./seats/AircraftSeatPricesPage"), "AircraftSeatPricesPage"),
});

const reservations = createRoute({
  getParentRoute: () => staff,
  path: "/staff/reservations",
  validateSearch: z.object({ text: optional(z.coerce.string().check(z.trim(), z.minLength(2), z.maxLength(254))) }),
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
  validateSearch: z.object({
    of: z.catch(z.enum(["flights", "reservations"]), "reservations"),
    user: optional(id),
    target: optional(id),
  }),
  component: lazyRouteComponent(() => import("./audit/AuditPage"), "AuditPage"),
});

const accounts = createRoute({
  getParentRoute: () => staff,
  path: "/staff/accounts",
  validateSearch: z.object({ email: optional(z.coerce.string().check(z.trim(), z.minLength(3), z.maxLength(254))) }),
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
  plannedSchedules,
  plannedSchedule,
  scheduleImport,
  occupancy,
  prices,
  seatPrices,
  reservations,
  reservation,
  letters,
  webhooks,
  audit,
  accounts,
  account,
]);
