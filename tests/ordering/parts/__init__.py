"""Bills in parts."""
