"""What several chat platforms share."""
