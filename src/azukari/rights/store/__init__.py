"""The tables of requests: rows in, rows out; for the acts and answers of this room alone."""
