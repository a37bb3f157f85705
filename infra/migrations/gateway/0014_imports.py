"""Import files, their reports, and who works on one."""

from infra.migrations.scripts import run_file

revision = "gateway_0014"
down_revision = "gateway_0013"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0016_imports.sql")
