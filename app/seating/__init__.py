"""Who comes to eat: reservations 预订 and the waiting list 排队取号.

A reservation keeps a table or only the hour; name and telephone are optional and are erased after
a number of days. A party in the waiting list is a number of its queue, by its size, and nothing
else is known of it. Seating either opens a table with its covers.

Events: `QueueChanged`, `BookChanged`.
"""
