"""What a basket costs: pure arithmetic in whole fen over the menu's snapshot.

Stages of a line: list price (dish and options) → unit price → line total. Stages of an order:
sum of lines → adjustments → total. Nothing the client says about prices is read.
"""
