"""The audit's team of accounts, and reads of what only the audit may know of."""

from infra.migrations.scripts import run_file

revision = "gateway_0012"
down_revision = "gateway_0011"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0014_confidential_reads.sql")
