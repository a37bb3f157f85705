"""Tries of what is parked, and tasks that were settled by hand."""

from infra.migrations.scripts import run_file

revision = "log_0007"
down_revision = "log_0006"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("log/0013_settled.sql")
