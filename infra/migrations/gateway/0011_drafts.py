"""Drafts, their confirmations, and saved views of the board."""

from infra.migrations.scripts import run_file

revision = "gateway_0011"
down_revision = "gateway_0010"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0013_drafts.sql")
