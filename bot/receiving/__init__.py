"""Taking in what other tools hand us: checks of whoever runs us, and word that a page has news."""
