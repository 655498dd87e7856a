"""What changed on a page: one reading compared with what we knew, as observations."""
