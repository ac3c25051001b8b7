"""A driver in the manner of GDPRbench, with every answer compared with a model; README.md tells the mapping and the deviations."""
