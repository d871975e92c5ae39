"""Orders: what was ordered, by whom, at which price, and how far it is.

An order is one submission of a basket; a table's later submissions are its rounds 加菜. Placing is
idempotent by the client's key, priced here, and compared with the total the guest saw. An order
from a table that staff have not opened waits for their confirmation and reaches nobody's kitchen
before. Names, options and prices are frozen on the lines.

Events: `OrderSubmitted`, `OrderPlaced`, `OrderCancelled`, `LineChanged`, `OrderChanged`,
`CartChanged`.
"""
