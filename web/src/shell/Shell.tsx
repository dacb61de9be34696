/** What surrounds every page: the way to the content, the header, news about the connection, the footer. */
import { Link, Outlet } from "@tanstack/react-router";
import { BRAND } from "../brand";
import { ConnectionBanner } from "./ConnectionBanner";
import { Header } from "./Header";
import styles from "./Shell.module.css";

export function Shell() {
  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <Header />
      <ConnectionBanner />
      <main id="content" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <div>
          <p>{BRAND}. Times are local to each airport.</p>
          <nav aria-label="More">
            <Link to="/find" search={{ locator: undefined }}>
              Find a trip
            </Link>
            <Link to="/">Search flights</Link>
          </nav>
        </div>
      </footer>
    </>
  );
}
