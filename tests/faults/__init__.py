"""Things go wrong on purpose: campaigns with a fixed seed."""
