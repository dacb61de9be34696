/** What surrounds the back office: its parts, side by side, above the page. */
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useSession } from "../session/SessionContext";
import { isAdministrator } from "../session/session";
import styles from "./StaffArea.module.css";

export function StaffArea() {
  const session = useSession();
  const link = styles.link ?? "";
  const bar = useRef<HTMLDivElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what makes another link the current one
  useEffect(() => {
    // On a phone the parts are wider than the screen; the current one should be in it.
    const current = bar.current?.querySelector<HTMLElement>('[data-status="active"]');
    if (bar.current && current) bar.current.scrollLeft = current.offsetLeft - bar.current.offsetLeft - 16;
  }, [path]);
  return (
    <>
      <nav aria-label="Back office" className={styles.bar}>
        <div className={styles.inner} ref={bar}>
          <Link to="/staff" activeOptions={{ exact: true, includeSearch: false }} className={link}>
            Today
          </Link>
          <Link to="/staff/flights" search={{}} activeOptions={{ includeSearch: false }} className={link}>
            Flights
          </Link>
          <Link to="/staff/schedules" className={link}>
            Schedules
          </Link>
          <Link to="/staff/occupancy" activeOptions={{ includeSearch: false }} className={link}>
            Occupancy
          </Link>
          <Link to="/staff/prices" activeOptions={{ includeSearch: false }} className={link}>
            Prices
          </Link>
          <Link to="/staff/seat-prices" activeOptions={{ includeSearch: false }} className={link}>
            Seat prices
          </Link>
          <Link to="/staff/reservations" activeOptions={{ includeSearch: false }} className={link}>
            Reservations
          </Link>
          <Link to="/staff/dead-letters" className={link}>
            Dead letters
          </Link>
          <Link to="/staff/webhooks" className={link}>
            Webhooks
          </Link>
          <Link
            to="/staff/audit"
            search={{ of: "reservations" }}
            activeOptions={{ includeSearch: false }}
            className={link}
          >
            Audit trail
          </Link>
          {isAdministrator(session) && (
            <Link to="/staff/accounts" search={{}} activeOptions={{ includeSearch: false }} className={link}>
              Accounts
            </Link>
          )}
        </div>
      </nav>
      <Outlet />
    </>
  );
}
