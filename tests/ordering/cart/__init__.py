"""The shared cart."""
