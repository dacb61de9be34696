/** The composition root: session, client, router, put together and shown. */
import "./strictPolicy";
import "@fontsource-variable/hanken-grotesk/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "urql";
import { createClient } from "./api/client";
import { router } from "./router";
import { browserPorts, followOtherTabs } from "./session/ports";
import { SessionProvider } from "./session/SessionContext";
import { createSessionStore } from "./session/session";

const session = createSessionStore(browserPorts);
const client = createClient(session);
followOtherTabs(session);

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

createRoot(place).render(
  <StrictMode>
    <SessionProvider store={session}>
      <Provider value={client}>
        <RouterProvider router={router} />
      </Provider>
    </SessionProvider>
  </StrictMode>,
);
