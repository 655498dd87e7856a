"""Chat platforms, one file each; PLATFORMS is the registry."""
