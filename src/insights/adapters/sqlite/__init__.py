"""SQLite of the standard library, where a private file is all that is needed."""
