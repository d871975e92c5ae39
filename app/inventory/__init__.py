"""Stock 库存: ingredients, recipes, what is there, and every movement of it.

A quantity is a whole number of thousandths of the ingredient's base unit (1 g is 1000), a value one
of thousandths of a fen: nothing is a float. The ledger (`Movement`) is append-only; what
`IngredientStock` says is its sum, which the self-test proves. An order holds its ingredients in the
transaction that places it; what a line takes is frozen with the versions of its recipes. What can
still be made follows from what is there less what is held, and is written into the menu.
"""
