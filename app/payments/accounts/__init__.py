"""Accounts 挂账: who owes what in the books, and taking what is settled."""
