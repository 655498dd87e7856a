"""One file a subject: what is measured, beside what, and what it may come to."""
