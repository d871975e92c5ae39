"""The first run: the one-time link, the opening of the shop, and how far its set-up has come.

Only who reads the terminal of the server may open an empty installation: the link printed there
makes one device the one that sets up, until the owner's account exists. After that the set-up is
the owner's and can be left and resumed. Links and device tokens are kept as hashes.
"""
