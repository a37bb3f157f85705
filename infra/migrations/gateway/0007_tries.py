"""Tries of parked streams."""

from infra.migrations.scripts import run_file

revision = "gateway_0007"
down_revision = "gateway_0006"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0009_tries.sql")
