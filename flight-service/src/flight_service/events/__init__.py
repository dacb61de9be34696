"""Between the domain and the wire: announcements out, reservations' events in."""
