"""The gateway's database: the schema of the views, accounts and sessions."""

from infra.migrations.scripts import run_file

revision = "gateway_0001"
down_revision = None


def upgrade() -> None:
    """Run this revision's files."""
    run_file("gateway/0001_views.sql")
    run_file("gateway/0002_accounts.sql")
