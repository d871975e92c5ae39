"""The cash drawer: shifts with their float and count, cash put in and taken out, and closed days.

What is in the drawer is never kept beside the books: it is the balance of their account. A shift
begins with its float in the drawer and ends with an empty one.
"""
