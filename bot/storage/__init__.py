"""What we keep in Redis: the only importer of redis."""
