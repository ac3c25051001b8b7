"""The worker: sends the letters that wait in the outbox, and runs what is due each day.

It holds no key. A name and an address are opened by the keeper, for the purpose that the service declares for its reply, one
letter at a time, and each opening is in the ledger.
"""
