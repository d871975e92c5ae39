"""A restaurant driven at random: every verb in every order, checked after each step.

`house` makes the restaurant and tries verbs; `guests`, `staff`, `parties`, `till`, `splits`,
`later` and `channels` hold what people do; `facts` reads what is in the database, `laws` what must
always be true of it. A new verb is a new rule beside the others; a new law a function in
`laws.LAWS`.
"""
