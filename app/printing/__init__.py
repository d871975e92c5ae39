"""What to print, where, and whether it came out: printers, routes and the durable queue.

A job is a row with a frozen document. Each printer has one queue and one worker, so a dead one
holds up no other and no order. Jobs are tried again with growing pauses until they expire; an
expired job never prints by itself. When a copy may already lie on the counter, the next try says
so on the paper.

Events: `SlipsPrinted`, `PrinterChanged`.
"""
