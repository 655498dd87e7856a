"""What is shipped: image, unit, wheel, chart and release, each looked at as it is built."""
