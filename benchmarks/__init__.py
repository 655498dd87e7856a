"""Measurements: ratios and medians of one run. `make bench` runs them all."""
