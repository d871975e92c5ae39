"""The demo restaurant: its menu, tables and staff as plain values, and its drawn pictures."""
