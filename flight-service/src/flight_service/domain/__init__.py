"""The rules of flights, fares and seats: plain values and pure functions, and the ports they need."""
