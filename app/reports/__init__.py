"""Read-only figures over everything below. Every sum is of whole fen and of business days."""
