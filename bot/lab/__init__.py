"""What the running bot never needs: scoring on history, and learning from it."""
