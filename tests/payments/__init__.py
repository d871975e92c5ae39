"""Money taken."""
