"""Paper for the shop: documents -> layout -> ESC/POS bytes -> device, and back to a preview.

Floor 0: knows nothing of the app, the web or the database. A document (`documents`) says what
stands on the paper, `layout` breaks it into lines that fit, `encode.render` makes the bytes,
`drivers` bring them to a device. `decode` reads bytes back and `preview` draws them, so that what
is shown and what is tested is what the printer gets.
"""
