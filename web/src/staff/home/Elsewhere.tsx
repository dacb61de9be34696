/** What is not on these pages: the API itself, for those who write programs. */
import { useEffect, useState } from "react";
import { API_URL } from "../../api/url";
import { Card } from "../../ui/Card";

export function Elsewhere() {
  const isThere = useGraphiQL();
  if (!isThere) return null;
  return (
    <Card title="For developers">
      <p>
        <a href={API_URL} target="_blank" rel="noopener">
          Open GraphiQL
        </a>{" "}
        to ask the API directly: every page here is made of it.
      </p>
    </Card>
  );
}

/** The gateway serves GraphiQL in development only; in production nobody should be led to a refusal. */
function useGraphiQL(): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    fetch(API_URL, { headers: { accept: "text/html" }, signal: stop.signal })
      .then((answer) => setThere(answer.ok && (answer.headers.get("content-type") ?? "").includes("text/html")))
      .catch(() => setThere(false));
    return () => stop.abort();
  }, []);
  return isThere;
}
