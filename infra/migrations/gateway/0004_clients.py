"""Systems that use the API, and logins that nobody has."""

from infra.migrations.scripts import run_file

revision = "gateway_0004"
down_revision = "gateway_0003"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0006_clients.sql")
