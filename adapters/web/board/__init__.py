"""The board: what we know as pages for people, drawn on the server, kept current in the browser."""
