"""The acts on data that clients entrusted to us: each inside its contract, by its members alone."""
