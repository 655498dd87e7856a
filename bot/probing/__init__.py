"""Probes are sent: which targets are due, how they answer, and what a node comes to by that."""
