"""Clients' data: engagements, contracts, members, and what is theirs among the hand-overs."""
