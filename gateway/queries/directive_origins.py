"""유래: what directives came from, for whom their words may be read: so that a person picks one and types no id."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, select

from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries.directive_board import TABLE, is_readable
from gateway.queries.meeting import TABLE as MEETINGS

MOST: Final = 100
"""Origins that a menu offers, those of the latest directives; an older one is reached from one of its directives."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing that directives came from."""

    kind: str
    id: str
    title: str | None
    """A meeting's; the other kinds have no register yet, or no title."""
    first: str
    """Number of its first directive."""
    total: int
    """Of its directives, as many as the reader may read."""


async def list_origins(snapshot: Snapshot, reader: Principal) -> list[Origin]:
    """Return the origins of directives whose words somebody may read, those of the latest first (DIR-19)."""
    columns = TABLE.c.origin_kind, TABLE.c.origin_id
    of_meeting = and_(TABLE.c.origin_kind == "MEETING", MEETINGS.c.meeting == TABLE.c.origin_id)
    query = (
        select(*columns, func.max(MEETINGS.c.title), func.min(TABLE.c.number), func.count())
        .select_from(TABLE.outerjoin(MEETINGS, of_meeting))
        .where(TABLE.c.origin_kind.is_not(None), is_readable(reader))
        .group_by(*columns)
        .order_by(func.max(TABLE.c.ordinal).desc(), *columns)
        .limit(MOST)
    )
    return [Origin(*row) for row in await snapshot.execute(query)]
