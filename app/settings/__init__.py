"""Owner settings: one typed group per domain, a default beside every key, stored per store.

A group is a pydantic model with a `KEY`; unknown or wrong stored values fall back to the default
and are reported, so that one bad row can never keep the shop closed.
"""
