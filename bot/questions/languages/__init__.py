"""Question words of other languages than English: one table a language, and how a sentence is read by one."""
