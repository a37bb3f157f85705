"""Lean appends: of one, and of a group in which all win."""

from alembic import op

from infra.migrations.scripts import run_file

revision = "log_0005"
down_revision = "log_0004"


def upgrade() -> None:
    """Run this revision's files."""
    login = op.get_bind().engine.url.database or ""
    run_file("log/0009_chain_along.sql")
    for name in ("0010_append_all", "0011_append_one"):
        run_file(f"log/{name}.sql", login=login)
