"""What `make bench` measures: each operation of Azukari beside a baseline, in one run on one machine; only ratios are claimed."""
