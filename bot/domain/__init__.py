"""Values: what the product talks about. No behaviour that needs the world."""
