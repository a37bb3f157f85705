"""What integrators read of the logs: CloudEvents in one order over all contexts, from a cursor on.

A cursor is a position, and what lies before it is never told again: so a context's events end before the first one that
its history could not take in, until that is released (infra/decisions/0016-events-wait-for-parked.md).
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice
from typing import Final

from contracts.errors import CODES, Rejected
from contracts.evaluations.integrity import HandbookGiven, NewOfficialNoted
from contracts.values import Role
from gateway.answers.raters import tell_evaluator, veil_rater
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import history, person, ranking
from gateway.queries.directive_hidden import find_hidden
from gateway.queries.history import EVENTS, Head
from gateway.secrecy import NOTE, OVERSEERS, SECRET, WITHHELD, may_read, may_read_note, may_see_scorecard, withhold
from gateway.views import directive_board as board
from gateway.views.history import Row
from gateway.views.person import PREFIX as PERSON
from infra.chain import StoredEvent
from infra.clock import SEOUL
from infra.cloudevents import encode

KNOW_CITIZENS: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""Who is told which citizen did something; to everyone else it was a citizen (PRJ-85, PLT-07)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a context's log: the position of the last event read, 0 before the first."""

    position: int
    epoch: int | None = None
    """Epoch of the log, which a restore raises; None in a cursor that somebody wrote by hand."""

    def __str__(self) -> str:
        return f"{self.epoch}.{self.position}" if self.epoch else str(self.position)


KNOW_VIOLATIONS: Final = frozenset({Role.MAYOR, Role.AUDITOR})
"""Who knows of breaches of integrity (EVL-85)."""
VIOLATION: Final = "violation-"
KNOW_OFFICIALS: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""Who knows who is new, and who of them has the handbook (EVL-84)."""
OFFICIALS: Final = frozenset({NewOfficialNoted.wire(), HandbookGiven.wire()})
JUDGED: Final = frozenset({"scorecard", "ranking"})
"""Streams of an evaluation that a department sees of itself only, until the year is over."""
Cursor = Mapping[str, Place]
START: Final[Cursor] = dict.fromkeys(EVENTS, Place(0))


@dataclass(frozen=True, slots=True)
class Told:
    """One event and the cursor after it."""

    context: str
    row: Row
    cursor: str
    hidden: board.Row | None = None
    """The directive that it is of, where the words of that are not for everybody."""
    is_of_erased: bool = False
    """Whether it tells the login of a person whose data are destroyed (PLT-07)."""
    judged: str | None = None
    """The department whose evaluation it is of, `*` for everybody's, while that is not over; else None."""


@dataclass(frozen=True, slots=True)
class Page:
    """Events by the moment at which they were stored, then by context; those of one context by position."""

    told: Sequence[Told]
    after: Cursor
    """Where the next page begins: beyond what the filter left out, too."""
    is_last: bool
    position: dict[str, int]
    """What the page reflects."""
    reached: dict[str, int]
    """How far the histories have come, parked events included.

    There is no more before one of them moves; what a release frees is told at the next heartbeat.
    """


def read_cursor(text: str) -> Cursor:
    """Return the cursor of a text such as `directives:1.120,registry:40`, epoch and position or a position alone.

    A context that it leaves out starts at 0.

    Raises: Rejected with BAD_SHAPE for a context that there is not.
    """
    pairs = (each.partition(":") for each in text.split(",") if ":" in each)
    named = {context: read_place(place) for context, _, place in pairs}
    if not set(named) <= set(EVENTS):
        raise Rejected("BAD_SHAPE", f"after에는 {', '.join(EVENTS)}만 쓸 수 있습니다. 예: directives:120,registry:40")
    return {**START, **named}


def read_place(text: str) -> Place:
    """Return a place as a cursor tells it."""
    epoch, _, position = text.rpartition(".")
    return Place(int(position), int(epoch) if epoch else None)


def write_cursor(cursor: Cursor) -> str:
    """Return the text of a cursor."""
    return ",".join(f"{context}:{place}" for context, place in cursor.items())


async def find_heads(snapshot: Snapshot, after: Cursor) -> dict[str, Head]:
    """Return how far the contexts' histories have come.

    Raises: Rejected with LOG_RESTORED where a log has been restored since the cursor was told; NOT_YET where the
    history has still to come to the cursor's epoch.
    """
    heads = {context: await history.find_head(snapshot, context) for context in after}
    for context, place in after.items():
        head = heads[context]
        if place.epoch is None or place.epoch == head.epoch:
            continue
        if place.epoch > head.epoch:
            raise Rejected("NOT_YET", "아직 반영되지 않았습니다. 잠시 뒤 다시 읽으세요.")
        now = Place(head.whole, head.epoch)
        raise Rejected(
            "LOG_RESTORED", CODES["LOG_RESTORED"].remedy, {"after": f"{context}:{place}", "head": f"{context}:{now}"}
        )
    return heads


async def read_page(snapshot: Snapshot, after: Cursor, types: Sequence[str], limit: int) -> Page:
    """Return the events after a cursor, of some types where any are named. Raises: as `find_heads`."""
    reached = await find_heads(snapshot, after)
    heads = {context: Place(head.whole, head.epoch) for context, head in reached.items()}
    found = {
        context: await history.list_events(snapshot, context, place.position, heads[context].position, limit + 1, types)
        for context, place in after.items()
    }
    ordered = merge(*(_tag(context, rows) for context, rows in found.items()))
    taken = [(context, row) for _, context, _, row in islice(ordered, limit)]
    left = {context for context, rows in found.items() if len(rows) > sum(each == context for each, _ in taken)}
    streams = {row.stream for context, row in taken if context == board.CONTEXT}
    hidden = await find_hidden(snapshot, streams)
    erased = await person.find_erased(snapshot, {who for _, row in taken if (who := _find_person(row)) is not None})
    years = {year for context, row in taken if (year := _find_year(context, row)) is not None}
    open_years = await ranking.find_open(snapshot, years)
    told = list(_tell(taken, after, heads, hidden, erased, open_years))
    last = {**after, **{context: Place(row.position, heads[context].epoch) for context, row in taken}}
    ahead = {
        context: last[context]
        if context in left or last[context].position > heads[context].position
        else heads[context]
        for context in after
    }
    position = {context: head.position for context, head in heads.items()}
    return Page(told, ahead, not left, position, {context: head.position for context, head in reached.items()})


def _tag(context: str, rows: Sequence[Row]) -> Iterator[tuple[object, str, int, Row]]:
    for row in rows:
        yield row.recorded_at, context, row.position, row


def _find_person(row: Row) -> str | None:
    """Return of whom an event tells the login."""
    match row.type:
        case "registry.person_registered.v1":
            return row.stream.removeprefix(PERSON)
        case "coordination.person_recorded.v1":
            return str(json.loads(row.data)["person"])
        case _:
            return None


def _tell(
    taken: Sequence[tuple[str, Row]],
    after: Cursor,
    heads: Cursor,
    hidden: Mapping[str, board.Row],
    erased: Collection[str],
    open_years: Collection[int],
) -> Iterator[Told]:
    cursor = dict(after)
    for context, row in taken:
        cursor[context] = Place(row.position, heads[context].epoch)
        of_directive = hidden.get(row.stream) if context == board.CONTEXT else None
        judged = _find_judged(row) if _find_year(context, row) in open_years else None
        yield Told(context, row, write_cursor(cursor), of_directive, _find_person(row) in erased, judged)


def _find_year(context: str, row: Row) -> int | None:
    """Return the year whose evaluation an event is of, where only few may see it before the end."""
    kind, _, rest = row.stream.partition("-")
    return int(rest[:4]) if context == ranking.VIEW.context and kind in JUDGED else None


def _find_judged(row: Row) -> str:
    kind, _, rest = row.stream.partition("-")
    return rest.partition("-")[2] if kind == "scorecard" else "*"


def show_event(told: Told, principal: Principal, assigned: Collection[str]) -> str | None:
    """Return an event as CloudEvents JSON as the principal may see it; None for one that it may not know of.

    `assigned`: the scorecards that an external evaluator has, whose events alone he is told.
    The door lets no citizen in (gateway/rights/); everyone else reads every context of this build. The data are the
    very JSON that the chain covers, but for the words that are withheld: those are verified by who may read them. The
    login of a person who was erased is told to nobody any more (ADR 0009), that of a citizen to few.
    """
    if principal.role is Role.EVALUATOR:
        veiled = tell_evaluator(told.context, told.row, assigned)
        return _encode(told.context, veiled) if veiled is not None else None
    row = veil_rater(told.row) if principal.role not in OVERSEERS else told.row
    if row is None or not _may_know(told, principal):
        return None
    if row.role == Role.CITIZEN and principal.role not in KNOW_CITIZENS:
        row = replace(row, actor=WITHHELD)
    if not _may_read(told, principal):
        row = replace(row, data=withhold(row.data))
    if told.is_of_erased:
        row = replace(row, data=json.dumps({**json.loads(row.data), "account": None}, ensure_ascii=False))
    return _encode(told.context, row)


def _may_know(told: Told, principal: Principal) -> bool:
    if told.row.stream.startswith(VIOLATION) and principal.role not in KNOW_VIOLATIONS:
        return False
    if told.row.type in OFFICIALS and principal.role not in KNOW_OFFICIALS:
        return False
    is_own = told.judged is None or may_see_scorecard(principal, told.judged, is_final=False)
    return is_own and told.row.type not in SECRET


def _encode(context: str, row: Row) -> str:
    stored = StoredEvent(
        position=row.position,
        stream=row.stream,
        version=row.version,
        type=row.type,
        data=row.data.encode(),
        command_id=row.command_id,
        actor=row.actor,
        role=row.role,
        department=row.department,
        effective_at=row.effective_at.astimezone(SEOUL),
        recorded_at=row.recorded_at.astimezone(SEOUL),
        correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        chain=bytes.fromhex(row.chain),
    )
    tenant = row.source.split("/")[1]
    return encode(tenant, context, stored).decode()


def _may_read(told: Told, principal: Principal) -> bool:
    if told.context == board.CONTEXT and told.row.stream.startswith(NOTE):
        return may_read_note(principal, told.row.actor)
    return told.hidden is None or may_read(principal, told.hidden)


async def find_told(snapshot: Snapshot, context: str, position: int) -> Told | None:
    """Return one event of a context by its position. Raises: as `find_heads`."""
    page = await read_page(snapshot, {context: Place(position - 1)}, (), 1)
    return next((told for told in page.told if told.row.position == position), None)
