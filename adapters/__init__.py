"""The outside world: status page formats, chat platforms, files of history and labels, the HTTP face."""
