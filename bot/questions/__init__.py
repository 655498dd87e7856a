"""From words to a question: how people ask in chat."""
