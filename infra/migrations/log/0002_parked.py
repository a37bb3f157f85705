"""What the policies of a service have set aside."""

from alembic import op

from infra.migrations.scripts import run_file

revision = "log_0002"
down_revision = "log_0001"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("log/0006_parked.sql", login=op.get_bind().engine.url.database or "")
