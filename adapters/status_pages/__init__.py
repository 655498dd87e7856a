"""Status page formats, one file each; FORMATS is the registry."""
