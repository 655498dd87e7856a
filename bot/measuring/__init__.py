"""What DNS and HTTP answers say a service stands on: read, kept over days, and laid over the catalogue."""
