<<<<<<< HEAD
"""Things go wrong on purpose: campaigns with a fixed seed."""
=======
"""What breaks in shops, broken on purpose."""
>>>>>>> c7dffee (Break printers and kill servers on purpose, and count what is lost)
