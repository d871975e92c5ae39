"""The kitchen: tickets, the numbered events that screens pull, and the watch over both.

A ticket is the part of an order that one station makes. Every change of a ticket is an event with
a number taken in the change's own transaction, so that a screen which pulls "since n" misses
nothing. A screen says what it has shown; a ticket that no screen has shown and no printer has
printed within 15 seconds raises an alarm at the counter. So does a dish that was taken back and
that nobody there has touched, read or been told of.

Events: `KitchenChanged`, `TicketAlarmed`, `TakebackAlarmed`, `TicketSeen`.
"""
