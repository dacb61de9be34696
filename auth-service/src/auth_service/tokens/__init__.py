"""Signing keys at rest, access tokens, and the published key set."""
