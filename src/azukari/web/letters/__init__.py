"""Letters: what is written to people by e-mail, through an outbox.

A door puts a letter in the same transaction as the act that it tells of (`services.put`); the worker sends it after the commit
(`services.send`), with a name and an address that the keeper opens for that one purpose. A letter repeats nothing that anybody
typed, because mail may be read on its way and the address is not verified (requirements H2).
"""
