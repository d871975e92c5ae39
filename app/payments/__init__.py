"""Money taken: payments and which orders they settle.

One payment may settle several orders of a table; its allocations sum to its amount. Taking money
is idempotent by the client's key. Amounts above what is due are refused, never kept.

Events: `PaymentTaken`.
"""
