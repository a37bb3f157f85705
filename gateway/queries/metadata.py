"""What every view's table shares: the schema, and the position that a read reflects."""

from typing import Final

from sqlalchemy import MetaData

from gateway.gate import Snapshot
from gateway.queries.kept import find_mark
from infra.projections import SCHEMA

METADATA: Final = MetaData(schema=SCHEMA)


async def find_position(snapshot: Snapshot, view: str, context: str) -> int:
    """Return the position of the context's log that the view reflects in this snapshot; 0 before the first event."""
    mark = await find_mark(snapshot, view, context)
    return 0 if mark is None else mark.position
