"""The diner face over HTTP."""
