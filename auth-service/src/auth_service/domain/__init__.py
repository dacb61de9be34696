"""What an account and a session are, with the ports they need. Imports nothing of the rest of the service."""
