"""What goes wrong in a shop, made to go wrong: one campaign per module, listed in `campaigns`."""
