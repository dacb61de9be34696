/** Pages for people who are logged in, or for staff. The server checks again; this only spares them an error. */
import { Navigate, useLocation } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useSession } from "../session/SessionContext";
import { isStaff } from "../session/session";
import { ForbiddenPage, PendingPage } from "./Fallbacks";

export function RequireSession({
  staff = false,
  children,
}: {
  readonly staff?: boolean;
  readonly children: ReactNode;
}) {
  const session = useSession();
  if (session.state === "restoring") return <PendingPage />;
  if (session.state === "anonymous") return <LogInFirst />;
  return staff && !isStaff(session) ? <ForbiddenPage /> : children;
}

function LogInFirst() {
  const here = useLocation({ select: ({ href }) => href });
  // Where we were when the log-in was asked for; the location itself changes while we are on our way there.
  const [next] = useState(here);
  return <Navigate to="/login" search={{ next }} replace />;
}
