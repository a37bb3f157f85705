"""Replay workspaces: views as they were at a cut."""

from infra.migrations.scripts import run_file

revision = "gateway_0013"
down_revision = "gateway_0012"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0015_workspaces.sql")
