"""Attempts to pay by a channel that is asked: one number each, and what became of it.

An attempt is written before the channel hears of it. It is *asked* until the channel has answered,
then *open*; it ends *paid*, *closed*, *refused* or, where the channel tells of another amount than
was wanted, *disputed*. Only what the channel says ends it: time alone never does.
"""
