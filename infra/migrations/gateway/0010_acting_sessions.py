"""Sessions in which an account acts for another."""

from infra.migrations.scripts import run_file

revision = "gateway_0010"
down_revision = "gateway_0009"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0012_acting_sessions.sql")
