"""What a channel is told about its own settings."""
