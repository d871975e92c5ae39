"""Tips: what guests leave beyond the bill, after rounding, in an account of its own."""
