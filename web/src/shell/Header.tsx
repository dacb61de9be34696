/** The header: the name over the door, and the places one may go as who one is. */
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { BRAND } from "../brand";
import { NotificationsLink } from "../notifications/NotificationsLink";
import { useSession } from "../session/SessionContext";
import { isStaff } from "../session/session";
import { useLogOut } from "../session/useLogOut";
import styles from "./Header.module.css";

export function Header() {
  const session = useSession();
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link to="/" className={styles.brand ?? ""}>
          <Mark />
          {/* On a phone a traveller's mark stands for the name, so that one row is enough; staff need two anyway. */}
          <span className={session.state === "open" && !isStaff(session) ? styles.brandName : ""}>{BRAND}</span>
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          {session.state === "open" && (
            <>
              {isStaff(session) && (
                <Link to="/staff" activeOptions={{ includeSearch: false }} className={styles.link ?? ""}>
                  Back office
                </Link>
              )}
              <Link to="/trips" search={{ status: undefined }} className={styles.link ?? ""}>
                My trips
              </Link>
              <NotificationsLink />
              <Link to="/account" className={styles.link ?? ""}>
                <span className={styles.name}>{session.user.firstName}</span>
                <span className="visually-hidden">, your account</span>
              </Link>
              <LogOutButton />
            </>
          )}
          {session.state === "anonymous" && <Anonymous />}
        </nav>
      </div>
    </header>
  );
}

function Anonymous() {
  // Logging in from anywhere leads back there; from the home page or a form about logging in there is no "back".
  const here = useLocation({
    select: ({ pathname, href }) => (/^\/($|login|register)/.test(pathname) ? undefined : href),
  });
  return (
    <>
      <Link to="/find" search={{ locator: undefined }} className={`${styles.link} ${styles.wideOnly}`}>
        Find a trip
      </Link>
      <Link to="/login" search={{ next: here }} className={styles.link ?? ""}>
        Log in
      </Link>
      <Link to="/register" search={{ next: here }} className={styles.join ?? ""}>
        Sign up
      </Link>
    </>
  );
}

function LogOutButton() {
  const logOut = useLogOut();
  const [isLeaving, setLeaving] = useState(false);
  return (
    <button
      type="button"
      className={styles.link}
      aria-busy={isLeaving}
      onClick={async () => {
        setLeaving(true);
        await logOut(false);
      }}
    >
      Log out
    </button>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path d="M3 23C9 9 23 9 29 23" fill="none" stroke="#8dd0e2" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M16 5v22" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="16" cy="12.6" r="3.6" fill="#ff9a62" />
    </svg>
  );
}
