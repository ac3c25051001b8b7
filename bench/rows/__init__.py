"""The rows of the table, a module for each family: what is timed, against what, and what must come out."""
