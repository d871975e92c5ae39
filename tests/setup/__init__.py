"""The first run: the one-time link, opening the shop, its steps."""
