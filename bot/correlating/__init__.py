"""Runs the correlator: reads observations, keeps the lease, commits what came of them."""
