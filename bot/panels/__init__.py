"""Whom we ask beside the pages, when, and what the answers come to."""
