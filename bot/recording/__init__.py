"""What was is kept: what is news is read once more, and what channels watch is written down."""
