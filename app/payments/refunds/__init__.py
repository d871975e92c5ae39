"""Money given back: asked for once under a number, carried out until the channel says so."""
