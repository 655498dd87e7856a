"""From words to a command of a channel, and what it does to the channel's settings."""
