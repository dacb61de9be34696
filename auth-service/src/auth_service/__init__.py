"""auth-service: accounts, password login, token issue and rotation; the `auth` subgraph."""
