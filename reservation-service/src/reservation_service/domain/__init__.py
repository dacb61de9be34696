"""The rules of a reservation: plain values and pure functions, and the ports they need."""
