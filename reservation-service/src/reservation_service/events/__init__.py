"""Between the domain and the wire: what becomes of a reservation goes out, what flight-service says comes in."""
