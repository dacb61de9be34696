"""Both subgraphs and the gateway in one process: `uvicorn one_process:app --port 5100`.

For tests of a whole graph, and for a monolith that is about to be divided. `supergraph.graphql` is what
`jetbridge compose` has written.
"""

import books
import reviews

from jetbridge.app import create_app

app = create_app("supergraph.graphql", applications={"books": books.app, "reviews": reviews.app})
