// The plan tab: what the operation in the editor would fetch from whom. Asked of the gateway, which runs nothing for it.
"use strict";
const planPlugin = (() => {
  const { createElement: h, useEffect, useState } = React;
  const PATIENCE_MS = 400; // so that not every key is asked about

  function parseJson(text) {
    try {
      return JSON.parse(text || "{}");
    } catch {
      return undefined; // half written: wait for the rest
    }
  }

  async function fetchPlan(query, variables, operationName, headers, signal) {
    const answer = await fetch("/-/plan", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ query, variables, operationName }),
      signal,
    });
    if (answer.status === 404) {
      return { problem: "Plans are shown in development mode only." };
    }
    const found = await answer.json();
    return found.errors ? { problem: found.errors.map((error) => error.message).join("\n") } : found;
  }

  function usePlan() {
    const [query] = GraphiQL.React.useOperationsEditorState();
    const [variablesText] = GraphiQL.React.useVariablesEditorState();
    const [headersText] = GraphiQL.React.useHeadersEditorState();
    const { queryEditor } = GraphiQL.React.useEditorContext();
    const operationName = queryEditor?.operationName ?? undefined;
    const [found, setFound] = useState({});
    useEffect(() => {
      const variables = parseJson(variablesText);
      const headers = parseJson(headersText);
      if (variables === undefined || headers === undefined) {
        return undefined;
      }
      const leaving = new AbortController();
      const timer = setTimeout(() => {
        fetchPlan(query, variables, operationName, headers, leaving.signal).then(setFound, (error) => {
          if (!leaving.signal.aborted) {
            setFound({ problem: String(error) });
          }
        });
      }, PATIENCE_MS);
      return () => {
        clearTimeout(timer);
        leaving.abort();
      };
    }, [query, variablesText, headersText, operationName]);
    return found;
  }

  function summarize(found) {
    const fetches = found.fetches.length;
    const subgraphs = new Set(found.fetches.map((fetch) => fetch.subgraph)).size;
    const cost = found.estimatedCost === undefined ? "" : `, estimated cost ${found.estimatedCost}`;
    return `${count(fetches, "fetch", "fetches")} of ${count(subgraphs, "subgraph", "subgraphs")}${cost}`;
  }

  function count(number, one, many) {
    return `${number} ${number === 1 ? one : many}`;
  }

  function Plan() {
    const found = usePlan();
    return h(
      "section",
      { "aria-label": "Query plan" },
      h("h3", { className: "graphiql-doc-explorer-title" }, "Query plan"),
      found.problem && h("p", { role: "alert", style: { whiteSpace: "pre-wrap" } }, found.problem),
      found.fetches && h("p", null, summarize(found)),
      found.text && h("pre", { style: { fontSize: "0.85em", overflowX: "auto" }, tabIndex: 0 }, found.text),
    );
  }

  function Icon() {
    return h(
      "svg",
      { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.7, "aria-hidden": true },
      h("circle", { cx: 5, cy: 12, r: 2.5 }),
      h("circle", { cx: 19, cy: 5, r: 2.5 }),
      h("circle", { cx: 19, cy: 19, r: 2.5 }),
      h("path", { d: "M7.5 12H12L16.7 6.2M12 12l4.7 5.8" }),
    );
  }

  return { title: "Query plan", icon: Icon, content: Plan };
})();
