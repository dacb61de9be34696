"""What the services say to each other: envelope, events, identity, event bus, outbox and inbox.

Mechanism and contract only: no rule of the airline, no web framework, no import of a deployable.
"""
