"""The timeline of an incident as a picture."""
