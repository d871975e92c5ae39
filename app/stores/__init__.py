"""The stores of this installation: name, place, time zone and business day.

A business day runs from one cut-over to the next, so that a late supper belongs to the evening
it began in. It is computed once, when a thing happens, and stored with it.
"""
