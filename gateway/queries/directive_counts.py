"""지시사항 건수: how many a filter matches, and how the board stands as a whole, beside each page of it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import Date, bindparam, func, select

from gateway.gate import Snapshot
from gateway.queries import directive_matching, directive_sealed
from gateway.queries.directive_board import TABLE, VIEW, Filter, Page, choose, is_overdue, share
from gateway.queries.kept import read_kept

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


async def count_directives(snapshot: Snapshot, wanted: Filter, page: Page | None = None) -> Totals:
    """Return how many directives there are for the reader; in the snapshot of a page it is of the same moment.

    A first page that is the only one is counted by itself: a search reads the table once.
    """
    counts = await read_kept(snapshot, ("counts", wanted.today), (VIEW,), lambda: _count(snapshot, wanted.today))
    known = await directive_sealed.list_known(snapshot, wanted.reader)
    more = directive_matching.count(known, wanted.today)
    whole = {name: number + more[name] for name, number in counts.items()}
    if page is not None and wanted.cursor is None and page.next_cursor is None:
        return Totals(len(page.items), whole)
    total = await _count_matching(snapshot, wanted) if choose(wanted) else counts["all"]
    return Totals(total + len(directive_matching.choose(known, wanted)), whole)


async def _count(snapshot: Snapshot, today: date) -> dict[str, int]:
    return dict((await snapshot.execute(_COUNTS, {"today": today})).mappings().one())


async def _count_matching(snapshot: Snapshot, wanted: Filter) -> int:
    """Return how many rows of the table meet a filter, whatever its order and page."""

    async def count() -> int:
        return await snapshot.scalar(select(func.count()).select_from(TABLE).where(*choose(wanted))) or 0

    shared = share(wanted)
    if shared is None:
        return await count()
    key = replace(shared, sort="", limit=0, cursor=None)
    return await read_kept(snapshot, ("matching", key), (VIEW,), count)
