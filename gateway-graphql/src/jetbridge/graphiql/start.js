// Starts GraphiQL on the address of this page. Headers are not kept: a token would stay readable in the browser.
"use strict";
const greeting = `# Queries are completed with Ctrl-Space, run with Ctrl-Enter, and tidied with Shift-Ctrl-P.
# An access token goes into the Headers tab below: {"authorization": "Bearer ..."}

query Hello {
  __typename
}
`;
const fetcher = GraphiQL.createFetcher({ url: window.location.pathname });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: greeting,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
    plugins: [planPlugin],
  }),
);
