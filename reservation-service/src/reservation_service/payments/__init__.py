"""Payment providers behind the port `Payments`. Only the sandbox so far; a real one is one more module here."""
