"""Runs a file of infra/sql inside a revision."""

from pathlib import Path
from typing import Final

from alembic import op

_SQL: Final = Path(__file__).parents[1] / "sql"


def run_file(name: str, **names: str) -> None:
    """Execute a file of several statements; `names` replace `{name}` in it and are ours, never input."""
    script = (_SQL / name).read_text(encoding="utf-8")
    for key, value in names.items():
        script = script.replace(f"{{{key}}}", value)
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None, "alembic holds a connection"
    connection.run_async(lambda driver: driver.execute(script))
