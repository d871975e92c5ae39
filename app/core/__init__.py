"""What every domain stands on: database, events, outbox, push hints, audit, errors, money, time, ids."""
