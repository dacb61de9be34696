"""Subscriptions whose events come from RabbitMQ: a subgraph that is an exchange, not a server."""
