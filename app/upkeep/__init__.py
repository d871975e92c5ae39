"""Keeping the shop's machine and its records well: backups, restoring, the self-test 体检.

A backup counts only after it was opened again and found whole; a restore puts the whole new
database in place or leaves the old one, and holds print and messages until the owner confirms.
"""
