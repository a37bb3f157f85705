"""Alembic revisions, one folder a kind of database; each runs numbered files of infra/sql."""
