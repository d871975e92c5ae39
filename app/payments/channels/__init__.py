"""A store's accounts with online channels: their keys, sealed, and the providers made of them."""
