"""내 의견은 어떻게 되었나: what a short link stands for, and all that came of a session (ENG-09)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import select

from contracts.messages import Event
from contracts.short_codes import read_short
from gateway.gate import Snapshot
from gateway.queries import directive_board, feedback, poll_round, resolution, rows, town_hall
from gateway.views.feedback import Row as Item
from gateway.views.poll_round import Row as Round
from gateway.views.town_hall import Row as Session
from infra.projections import View

RowT = TypeVar("RowT")
EventT = TypeVar("EventT", bound=Event)
BEGINNING: Final = 12
"""Hexadecimal digits of an id that its short code holds whole."""
MOST: Final = 200
"""Rounds and items of a session that are shown."""
UNKNOWN: Final = frozenset({"PLANNED"})
"""States in which citizens do not know of a session."""
TOLD: Final = frozenset({"PUBLISHED", "FINAL"})
"""States in which everybody may read what a round has come to."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries an adopted item on: a directive, or what a committee has resolved; no word of either."""

    kind: str
    """DIRECTIVE or RESOLUTION."""
    state: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Voice:
    """What became of what people said in a session."""

    session: Session
    chosen: str | None
    """The round that the link names; None where it names the session."""
    rounds: Sequence[Round]
    items: Sequence[Item]
    carried: dict[str, Carried]
    """By item."""


async def find_voice(snapshot: Snapshot, code: str) -> Voice | None:
    """Return what a short code of a round or a session stands for; None where there is nothing to tell."""
    chosen: Round | None = await _find(snapshot, poll_round.VIEW, code)
    session: Session | None
    if chosen is not None:
        session = await rows.find_row(snapshot, town_hall.VIEW, chosen.town_hall)
    else:
        session = await _find(snapshot, town_hall.VIEW, code)
    if session is None or session.state in UNKNOWN:
        return None
    items = await _list_items(snapshot, session, chosen)
    return Voice(
        session=session,
        chosen=chosen.round if chosen is not None else None,
        rounds=[chosen] if chosen is not None else await _list_rounds(snapshot, session),
        items=items,
        carried=await _find_carried(snapshot, items),
    )


async def _find(snapshot: Snapshot, view: View[RowT, EventT], code: str) -> RowT | None:
    """Return the row whose id a short code stands for; of two that are alike none."""
    between = read_short(code)
    if between is None:
        return None
    (key, *_) = view.table.columns
    first, last = map(str, between)
    beginning = f"{first[:8]}-{first[9:13]}"
    found = (await snapshot.execute(select(view.table).where(key.startswith(beginning)).limit(MOST))).mappings()
    fitting = [view.row(**row) for row in found if first <= str(row[key.name]) <= last]
    return fitting[0] if len(fitting) == 1 else None


async def _list_rounds(snapshot: Snapshot, session: Session) -> list[Round]:
    table = poll_round.TABLE
    query = select(table).where(table.c.town_hall == session.town_hall, table.c.state.in_(TOLD))
    found = await snapshot.execute(query.order_by(table.c.planned_at, table.c.round).limit(MOST))
    return [Round(**row) for row in found.mappings()]


async def _list_items(snapshot: Snapshot, session: Session, chosen: Round | None) -> list[Item]:
    """Return the items of a session: only those of one round where that is asked for."""
    table = feedback.TABLE
    query = select(table).where(table.c.town_hall == session.town_hall)
    if chosen is not None:
        query = query.where(table.c.round == chosen.round)
    found = await snapshot.execute(query.order_by(table.c.requested_on, table.c.feedback).limit(MOST))
    return [Item(**row) for row in found.mappings()]


async def _find_carried(snapshot: Snapshot, items: Sequence[Item]) -> dict[str, Carried]:
    """Return by item what carries it on, where something does and is known of."""
    directives = await _find_all(snapshot, directive_board.VIEW, {item.directive for item in items})
    resolutions = await _find_all(snapshot, resolution.VIEW, {item.resolution for item in items})
    carried = {}
    for item in items:
        directive, resolved = directives.get(item.directive or ""), resolutions.get(item.resolution or "")
        if directive is not None:
            carried[item.feedback] = Carried("DIRECTIVE", directive.state, directive.issued_on, directive.ended_on)
        elif resolved is not None:
            carried[item.feedback] = Carried("RESOLUTION", resolved.verdict, resolved.first_day, None)
    return carried


async def _find_all(snapshot: Snapshot, view: View[RowT, EventT], keys: Collection[str | None]) -> dict[str, RowT]:
    """Return rows by their keys; None is no key."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    (key, *_) = view.table.columns
    found = await snapshot.execute(select(view.table).where(key.in_(wanted)))
    return {str(row[key.name]): view.row(**row) for row in found.mappings()}
