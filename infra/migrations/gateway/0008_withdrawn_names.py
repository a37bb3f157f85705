"""Names of withdrawn files, and uploads of older gateways."""

from infra.migrations.scripts import run_file

revision = "gateway_0008"
down_revision = "gateway_0007"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0010_withdrawn_names.sql")
