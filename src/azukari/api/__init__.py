"""The door for an organisation's own programs: what they send is collected, what their key may see is opened, and no more.

It promises: one key, one service, its purposes and its acts, looked up here and by the keeper again; an answer to every mistake in
one form (RFC 9457); an act that is sent twice is done once. It holds no key that can open anything, and Django is not in it.
Enter by `asgi`.
"""
