"""Lookups, sweeps and timers."""

from alembic import op

from infra.migrations.scripts import run_file

revision = "log_0004"
down_revision = "log_0003"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("log/0008_agenda.sql", login=op.get_bind().engine.url.database or "")
