"""The recorded outage, the status page time machine that serves it, and the demo that watches it."""
