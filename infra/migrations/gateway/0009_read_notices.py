"""Notices that accounts have read."""

from infra.migrations.scripts import run_file

revision = "gateway_0009"
down_revision = "gateway_0008"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0011_read_notices.sql")
