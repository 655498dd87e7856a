"""The HTTP face: health and metrics, and what other tools hand in."""
