/**
 * The token of a letter's link: the fragment of the address, which browsers send to no server.
 *
 * It is taken out of the address at once, so that it stands neither in the history nor in what somebody copies or
 * photographs, and kept by the page alone.
 */
import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

export function useLetterToken(): string | null {
  const router = useRouter();
  const hash = useLocation({ select: (location) => location.hash });
  const [token, setToken] = useState(hash || null);
  useEffect(() => {
    if (!hash) return;
    setToken(hash);
    router.history.replace(router.history.location.pathname);
  }, [hash, router]);
  return token;
}
