"""Last writes of each principal."""

from infra.migrations.scripts import run_file

revision = "gateway_0005"
down_revision = "gateway_0004"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0007_writes.sql")
