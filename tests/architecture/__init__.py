"""The house rules, each with the reason why it exists in its message."""
