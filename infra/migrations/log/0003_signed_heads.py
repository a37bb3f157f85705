"""Signed heads of the log."""

from alembic import op

from infra.migrations.scripts import run_file

revision = "log_0003"
down_revision = "log_0002"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("log/0007_signed_heads.sql", login=op.get_bind().engine.url.database or "")
