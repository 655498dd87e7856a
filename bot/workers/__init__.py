"""Loops: each is a step (one unit of work, tested) and a run (for ever)."""
