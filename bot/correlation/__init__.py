"""Reports of many providers grouped into incidents with one probable root."""
