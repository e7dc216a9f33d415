"""The store: what was issued, kept for good; one schema on SQLite and PostgreSQL."""
