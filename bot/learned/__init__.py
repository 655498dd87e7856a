"""What history teaches: rates, delays and strengths, shipped as a readable file."""
