"""A receipt printer without paper: a program that any software can print to.

`python -m printer.virtual --port 9100` listens as a printer does and shows its paper in the
browser; it answers for its state and can run out of paper, have its cover opened, stall and reset.
"""
