"""Parked orders."""
