"""The shared cart 多人点餐: what the phones of one table have chosen and not yet ordered.

One cart per table session, changed only by operations on its lines, each applied once by its id.
Who asks to take something away takes only what the phone had seen: a dish that somebody adds is
never lost. The rules are written in docs/ordering.md, "The shared cart".

Event: `CartChanged`.
"""
