"""Person keys as a Django application of their own, because they lie in a database of their own; `azukari.vault` uses them."""
