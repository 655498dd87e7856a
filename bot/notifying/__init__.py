"""Tells channels: what concerns whom, what each is told, and how it gets there."""
