"""Checks of whoever runs us: whom each is about, and what those of one service come to. Pure."""
