"""What every domain stands on: database, events, outbox, hints, audit, errors, money, time."""
