"""The event log: tables, the refusal of change, the chain, the append, grants."""

from alembic import context, op
from sqlalchemy import text

from infra.migrations.scripts import run_file

revision = "log_0001"
down_revision = None


def upgrade() -> None:
    """Run this revision's files and name the log."""
    database = op.get_bind().engine.url.database or ""
    for name in ("0001_tables", "0002_refuse_change", "0003_chain_row", "0004_append_events"):
        run_file(f"log/{name}.sql")
    run_file("log/0005_grants.sql", login=database)
    op.get_bind().execute(
        text("INSERT INTO log (tenant, context) VALUES (:tenant, :context)"),
        {"tenant": context.config.attributes["tenant"], "context": database.removeprefix("hwanryu_")},
    )
