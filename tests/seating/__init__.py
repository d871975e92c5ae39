"""Reservations and the waiting list."""
