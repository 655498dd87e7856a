"""Whom a thing concerns, and what is to be done about it in one channel, for which reason."""
