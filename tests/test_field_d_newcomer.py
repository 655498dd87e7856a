"""What somebody meets who has never seen us: odd files, odd streams, and words that must not sound like calm."""
