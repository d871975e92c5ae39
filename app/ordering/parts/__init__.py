"""Bills in parts: split by dishes, evenly or by amounts, and bills of several tables as one.

A split covers orders; its parts sum to what these owed, to the fen. An order is in one open split
at the most, and while it is, its money changes by paying parts alone: who wants to change a dish
puts the bill together first. A portion that was paid in a part by dishes is never offered again.
"""
