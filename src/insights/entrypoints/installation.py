"""One data directory, opened: locked, migrated, with its stores and use-cases ready."""
