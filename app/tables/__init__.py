"""Areas, tables, their printed codes, and table sessions.

The printed code is only a locator, signed and with a version that rotation advances. What lets a
phone order is a *table session*: opened by staff, or waiting until staff confirm its first order;
ended by clearing the table, for every phone at once. A table has one live session at the most.

Events: `TableOpened`, `TableWaiting`, `TableCleared`.
"""
