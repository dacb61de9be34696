"""HTTP to GraphQL and back: a server, an ASGI application, and the one handler both share."""
