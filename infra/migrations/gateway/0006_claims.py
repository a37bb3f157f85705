"""Withdrawing a file that others gave too."""

from infra.migrations.scripts import run_file

revision = "gateway_0006"
down_revision = "gateway_0005"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0008_claims.sql")
