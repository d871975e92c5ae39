"""What the people in charge have to know: one notice for each thing that is wrong, until it ends.

A notice is a kind, a subject within it (such as a printer) and figures; its words are made in the
reader's language. While a condition lasts there is one notice of it, however often it is found
again, and one that comes back soon is the same notice. Each person has read it or not. Who sees a
kind is decided by a right. `NoticeRaised` tells that there is a new one.
"""
