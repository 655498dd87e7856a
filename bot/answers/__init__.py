"""From a question and what we know to an answer."""
