"""The tables of the staff door."""
