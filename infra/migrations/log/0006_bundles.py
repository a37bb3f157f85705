"""Bundles: each of their commands is remembered under its own id."""

from alembic import op

from infra.migrations.scripts import run_file

revision = "log_0006"
down_revision = "log_0005"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("log/0012_append_bundle.sql", login=op.get_bind().engine.url.database or "")
