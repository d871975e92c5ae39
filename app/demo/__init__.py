"""The demo restaurant: its menu, tables and staff as plain values, and its drawn pictures."""

from app.demo.filling import fill

__all__ = ["fill"]
