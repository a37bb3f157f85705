"""The vault: one wrapped key a subject, and the tombstones of erased ones."""

from infra.migrations.scripts import run_file

revision = "vault_0001"
down_revision = None


def upgrade() -> None:
    """Run this revision's file."""
    run_file("vault/0001_subjects.sql")
