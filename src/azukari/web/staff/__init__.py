"""The staff door: who signs in with two factors, asks the keeper for a purpose, and leaves a trace.

It promises that nothing personal stands in an address, a session, a message or a cache; that every page names the roles it is
for and refuses everybody else; and that whatever is graver than reading asks anew who is there. It holds no key that opens
anything: plaintext comes from the keeper, passes through one answer, and is gone.

Doors: `urls`, `signin` (settings), `services` (acts upon staff users and access keys), `queries` (answers about them).
"""
