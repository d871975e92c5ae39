"""The contract with outside programs, point by point."""
