"""Reads of anonymous reports."""

from infra.migrations.scripts import run_file

revision = "gateway_0015"
down_revision = "gateway_0014"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0017_report_reads.sql")
