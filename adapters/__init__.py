"""The outside world: status page formats, chat platforms and the HTTP face, one file each."""
