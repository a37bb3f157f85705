"""The list of erasures, and what the file store holds."""

from infra.migrations.scripts import run_file

revision = "gateway_0003"
down_revision = "gateway_0002"


def upgrade() -> None:
    """Run this revision's files."""
    run_file("gateway/0004_erasures.sql")
    run_file("gateway/0005_files.sql")
