"""지시사항 건수: how many a filter matches, and how the board stands as a whole, beside each page of it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Date, bindparam, func, select

from gateway.gate import Snapshot
from gateway.queries import directive_matching, directive_sealed
from gateway.queries.directive_board import TABLE, Filter, choose, is_overdue

_TODAY: Final = bindparam("today", type_=Date)
_COUNTS: Final = select(
    select(func.count()).select_from(TABLE).scalar_subquery().label("all"),
    func.count().filter(TABLE.c.state == "ISSUED").label("to_share"),
    func.count().filter(TABLE.c.state == "SHARED").label("shared"),
    func.count().filter(is_overdue("share", _TODAY)).label("share_overdue"),
    func.count().filter(is_overdue("report", _TODAY)).label("report_overdue"),
    func.count().filter(is_overdue("reply", _TODAY)).label("reply_overdue"),
).where(TABLE.c.ended_on.is_(None))
"""All but the first are of open directives, which have an index alone: ten years of closed ones cost them nothing."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many directives a filter matches whatever its page, and how many there are by state and lateness."""

    matching: int
    counts: dict[str, int]


async def count_directives(snapshot: Snapshot, wanted: Filter) -> Totals:
    """Return how many directives there are for the reader; in the snapshot of a page it is of the same moment."""
    counts, conditions = await _count(snapshot, wanted.today), choose(wanted)
    matching = select(func.count()).select_from(TABLE).where(*conditions)
    total = (await snapshot.scalar(matching) or 0) if conditions else counts["all"]
    known = await directive_sealed.list_known(snapshot, wanted.reader)
    more = directive_matching.count(known, wanted.today)
    matched = len(directive_matching.choose(known, wanted))
    return Totals(total + matched, {name: number + more[name] for name, number in counts.items()})


async def _count(snapshot: Snapshot, today: date) -> dict[str, int]:
    return dict((await snapshot.execute(_COUNTS, {"today": today})).mappings().one())
