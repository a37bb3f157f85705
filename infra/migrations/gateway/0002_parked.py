"""Streams that a view has set aside."""

from infra.migrations.scripts import run_file

revision = "gateway_0002"
down_revision = "gateway_0001"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0003_parked.sql")
