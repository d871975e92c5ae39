"""Reconciliation 对账: a channel's own bill of a day beside what the shop has written down.

Each difference is of one class and has a next step; it stays on the list until somebody has seen
to it, or until a later look finds it gone.
"""
