"""Reads sources: when each is due, where it is found, and what it newly says."""
