"""What the files of several tools need."""
