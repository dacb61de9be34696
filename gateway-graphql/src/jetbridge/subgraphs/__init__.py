"""Speaking to subgraphs: a lean pooled HTTP/1.1 client with timeouts, retries, a breaker and de-duplication."""
