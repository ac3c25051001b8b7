"""`azukari import`: reading a file of any size row by row, checking it, and taking it in so that it can be stopped and resumed."""
