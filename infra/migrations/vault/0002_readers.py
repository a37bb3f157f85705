"""Who mails notices reads the keys of addresses."""

from infra.migrations.scripts import run_file

revision = "vault_0002"
down_revision = "vault_0001"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("vault/0002_readers.sql")
