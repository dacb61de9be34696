/** Logging out, here and in every other tab of this browser; or everywhere at all. */
import { useNavigate } from "@tanstack/react-router";
import { useClient } from "urql";
import { LogOutDocument } from "../graphql/generated";
import { tellOtherTabs } from "./ports";
import { useSessionStore } from "./SessionContext";

export function useLogOut(): (everywhere: boolean) => Promise<void> {
  const client = useClient();
  const store = useSessionStore();
  const navigate = useNavigate();
  return async (everywhere) => {
    // Whatever the server answers, this browser forgets: a person who logs out on a train without signal is logged out.
    await client.mutation(LogOutDocument, { everywhere }).toPromise();
    await navigate({ to: "/" });
    store.close("logged out");
    tellOtherTabs("logged out");
  };
}
