"""지시사항의 기억: what earlier directives were about and who led them, for suggestions (DIR-03)."""

from typing import Final

from sqlalchemy import select

from gateway.auth import Principal
from gateway.drafting import Past
from gateway.gate import Snapshot
from gateway.queries.directive_board import TABLE, is_readable

MOST: Final = 1_000
"""The latest directives that are remembered: four years of a city that issues 250 a year."""


async def list_remembered(snapshot: Snapshot, reader: Principal) -> list[Past]:
    """Return the latest directives whose words somebody may read, the last ones first."""
    columns = TABLE.c.directive, TABLE.c.number, TABLE.c.text, TABLE.c.lead, TABLE.c.ended_on.is_(None)
    query = select(*columns).where(is_readable(reader)).order_by(TABLE.c.ordinal.desc()).limit(MOST)
    return [Past(*row) for row in await snapshot.execute(query)]
