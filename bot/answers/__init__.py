"""From words to a question, and from what we know to an answer."""
