"""The menu: categories, dishes, option groups, prices, pictures, what is sold out.

Phones and orders read an immutable snapshot of the menu that carries a version. Whatever changes
the menu goes through `service`, which advances the version in the same transaction; an order
compares versions inside its own transaction, so it never uses a stale price. Counted portions
are only ever taken by a conditional update, so no more is sold than there is.

Events: `MenuChanged`.
"""
