"""The relational store: SQLAlchemy Core over SQLite, in portable types."""
