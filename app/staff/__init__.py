"""The people who work in a store: who they are, how they log in, what they may do.

Passwords are kept as argon2 hashes. A login is a row, so that it can be ended at once. No account
exists before the owner makes the first one.
"""
