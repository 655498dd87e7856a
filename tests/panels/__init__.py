"""Whom we probe, when, and what the answers come to."""
