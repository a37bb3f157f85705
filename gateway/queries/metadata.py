"""What every view's table shares: the schema, and the position that a read reflects."""

from typing import Final

from sqlalchemy import MetaData, text

from gateway.gate import Snapshot
from infra.projections import SCHEMA

METADATA: Final = MetaData(schema=SCHEMA)
_POSITION: Final = text("SELECT position FROM views.checkpoint WHERE view = :view AND context = :context")


async def find_position(snapshot: Snapshot, view: str, context: str) -> int:
    """Return the position of the context's log that the view reflects in this snapshot; 0 before the first event."""
    position = await snapshot.scalar(_POSITION, {"view": view, "context": context})
    return int(position or 0)
