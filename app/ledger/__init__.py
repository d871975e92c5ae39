"""The books: double entry, append-only, chained by hashes.

Every movement of money is one entry whose postings sum to zero; a correction is an entry too. Each
entry carries the seal of the one before it, so that a row that was changed, left out or slipped in
breaks the chain. The database itself refuses to change or delete what was written.
"""
