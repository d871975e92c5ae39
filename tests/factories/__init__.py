"""Plain functions that put rows into the database through the domains' own verbs."""
