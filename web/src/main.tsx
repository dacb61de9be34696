/** The composition root: session, client, router, put together and shown. */
import "./strictPolicy";
import "@fontsource-variable/hanken-grotesk/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { type Client, Provider } from "urql";
import { createClient } from "./api/client";
import { onceOnline } from "./api/connection";
import { router } from "./router";
import { keepApart } from "./session/keepApart";
import { browserPorts, followOtherTabs } from "./session/ports";
import { SessionProvider } from "./session/SessionContext";
import { createSessionStore } from "./session/session";

const session = createSessionStore(browserPorts);
const transport = onceOnline(fetch, {
  isOnline: () => navigator.onLine,
  addEventListener: window.addEventListener.bind(window),
});
followOtherTabs(session);
keepApart(
  session,
  () => sessionStorage,
  () => show(createClient(session, transport)),
);

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

const page = createRoot(place);
show(createClient(session, transport));

/** The pages, and the client whose answers they show. */
function show(client: Client): void {
  page.render(
    <StrictMode>
      <SessionProvider store={session}>
        <Provider value={client}>
          <RouterProvider router={router} />
        </Provider>
      </SessionProvider>
    </StrictMode>,
  );
}
