"""Taking in what other tools hand us."""
