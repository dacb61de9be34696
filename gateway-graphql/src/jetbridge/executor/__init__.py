"""Execute query plans: fetch from subgraphs, merge what they answer, complete the client's answer."""
