"""The history of the store's schema: Alembic's scripts."""
