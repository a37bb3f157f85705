"""이력: a table a context, and what is read of it: a stream's timeline, an entity as of a moment, events in order."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar, cast, get_args

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Index,
    Table,
    Text,
    Uuid,
    literal,
    select,
    text,
    tuple_,
)

from contracts.coordination import CoordinationEvent
from contracts.directives import DirectivesEvent
from contracts.engagement import EngagementEvent
from contracts.evaluations import EvaluationsEvent
from contracts.messages import Event, Recorded
from contracts.projects import ProjectsEvent
from contracts.registry import RegistryEvent
from contracts.values import Role
from gateway.gate import Snapshot
from gateway.queries.metadata import METADATA, find_position
from gateway.secrecy import SECRET
from gateway.views import history
from gateway.views.history import Row
from infra.cloudevents import Decoder
from infra.projections import View, fold_events

EVENTS: Final[dict[str, object]] = {
    "registry": RegistryEvent,
    "directives": DirectivesEvent,
    "coordination": CoordinationEvent,
    "projects": ProjectsEvent,
    "engagement": EngagementEvent,
    "evaluations": EvaluationsEvent,
}
"""The union of each context's events."""
TYPES: Final = sorted(
    message.wire()
    for union in EVENTS.values()
    for message in get_args(get_args(union)[0]) or get_args(union)[:1]  # Annotated[A | B, Field], or of A alone
)
"""The wire names of all events."""
_HEAD: Final = text(
    """SELECT c.epoch, c.position, coalesce(
           (SELECT min(p.position) - 1 FROM views.parked p WHERE p.view = c.view AND p.context = c.context), c.position
       ) AS whole FROM views.checkpoint c WHERE c.view = :view AND c.context = :context"""
)
MOST: Final = 1_000
"""Events in one answer or one step of a fold."""
LONGEST: Final = 2_000
"""Events of one command at most: five hundred parts (contracts/messages.py) of a few events each."""
RowT = TypeVar("RowT")
EventT = TypeVar("EventT", bound=Event)


def make_view(context: str) -> View[Row, Event]:
    """Return the history of a context."""
    table = Table(
        f"{context}_history",
        METADATA,
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("source", Text, nullable=False),
        Column("stream", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("type", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("department", Text),
        Column("command_id", Uuid, nullable=False),
        Column("correlation_id", Uuid, nullable=False),
        Column("causation_id", Uuid),
        Column("effective_at", DateTime(timezone=True), nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("chain", Text, nullable=False),
        Column("data", Text, nullable=False),
    )
    Index(f"{context}_history_stream", table.c.stream, table.c.version)
    Index(f"{context}_history_type", table.c.type, table.c.position)
    return View(table.name, context, Row, table, history.keys, history.apply)


VIEWS: Final = {context: make_view(context) for context in EVENTS}
_DECODERS: Final = {context: Decoder[Event](events) for context, events in EVENTS.items()}


@dataclass(frozen=True, slots=True)
class Cut:
    """A moment of the past on two axes, or a version; an axis without either reaches to now."""

    as_of: datetime | None = None
    """What had happened by then: `effective_at` (architecture.md, Time)."""
    known_at: datetime | None = None
    """What was stored by then: `recorded_at`."""
    version: int | None = None
    """What a stream held at that version."""

    def __bool__(self) -> bool:
        return self != NOW


NOW: Final = Cut()


@dataclass(frozen=True, slots=True)
class Head:
    """How far a context's history has come; all 0 before the first event."""

    epoch: int = 0
    position: int = 0
    whole: int = 0
    """Up to where nothing is missing: behind `position` while a stream is parked."""


async def list_stream(snapshot: Snapshot, context: str, stream: str, cut: Cut = NOW) -> list[Row]:
    """Return a stream's events by version, the first thousand of a longer one (DIR-14)."""
    return await anext(_read_stream(snapshot, context, stream, cut), [])


async def list_streams(snapshot: Snapshot, context: str, streams: Collection[str]) -> dict[str, list[Row]]:
    """Return all events of streams by version: none is left out, for who may read their words is among them."""
    table = VIEWS[context].table
    place = table.c.stream, table.c.version
    query = select(table).where(table.c.stream.in_(streams)).order_by(*place).limit(MOST)
    found: defaultdict[str, list[Row]] = defaultdict(list)
    last = "", 0
    while True:
        beyond = query.where(tuple_(*place) > tuple_(*map(literal, last)))
        rows = [Row(**row) for row in (await snapshot.execute(beyond)).mappings()]
        for row in rows:
            found[row.stream].append(row)
        if len(rows) < MOST:
            return dict(found)
        last = rows[-1].stream, rows[-1].version


async def find_as_of(snapshot: Snapshot, view: View[RowT, EventT], stream: str, key: Hashable, cut: Cut) -> RowT | None:
    """Return an entity's row as it was: the view's own fold over the entity's stream up to the cut."""
    row: RowT | None = None
    async for page in _read_stream(snapshot, view.context, stream, cut):
        events = [cast("Recorded[EventT]", load_event(view.context, stored)) for stored in page]
        row = fold_events(view, {} if row is None else {key: row}, events).get(key, row)
    return row


async def list_events(
    snapshot: Snapshot, context: str, after: int, last: int, limit: int, types: Sequence[str] = ()
) -> list[Row]:
    """Return a context's events after a position up to another one, by position; what is secret is not among them."""
    table = VIEWS[context].table
    told = table.c.type.in_(set(types) - SECRET) if types else table.c.type.not_in(SECRET)
    wanted = [table.c.position > after, table.c.position <= last, told]
    query = select(table).where(*wanted).order_by(table.c.position).limit(limit)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def list_command(snapshot: Snapshot, context: str, last: int) -> list[Row]:
    """Return what the command behind an event stored up to that event, the last ones first; they are neighbours."""
    table = VIEWS[context].table
    command = select(table.c.command_id).where(table.c.position == last).scalar_subquery()
    wanted = table.c.position.between(last - LONGEST, last), table.c.command_id == command
    query = select(table).where(*wanted).order_by(table.c.position.desc()).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def find_reflected(snapshot: Snapshot, context: str) -> int:
    """Return the position that a context's history reflects."""
    return await find_position(snapshot, VIEWS[context].name, context)


async def find_head(snapshot: Snapshot, context: str) -> Head:
    """Return how far a context's history has come."""
    found = await snapshot.execute(_HEAD, {"view": VIEWS[context].name, "context": context})
    row = found.first()
    return Head(*row) if row else Head()


def load_event(context: str, row: Row) -> Recorded[Event]:
    """Return a stored event as a fold takes it, upcast."""
    return Recorded(
        id=f"{context}/{row.position}",
        source=row.source,
        type=row.type,
        subject=row.stream,
        time=row.recorded_at,
        position=row.position,
        streamversion=row.version,
        effectiveat=row.effective_at,
        commandid=row.command_id,
        correlationid=row.correlation_id,
        causationid=row.causation_id,
        actor=row.actor,
        actorrole=Role(row.role),
        actordepartment=row.department,
        chain=row.chain,
        data=_DECODERS[context].read_data(row.data.encode()),
    )


async def _read_stream(snapshot: Snapshot, context: str, stream: str, cut: Cut) -> AsyncIterator[list[Row]]:
    table = VIEWS[context].table
    conditions: list[ColumnElement[bool]] = [table.c.stream == stream]
    if cut.as_of is not None:
        conditions.append(table.c.effective_at <= cut.as_of)
    if cut.known_at is not None:
        conditions.append(table.c.recorded_at <= cut.known_at)
    if cut.version is not None:
        conditions.append(table.c.version <= cut.version)
    after = 0
    while True:
        query = select(table).where(*conditions, table.c.version > after).order_by(table.c.version).limit(MOST)
        rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
        if not rows:
            return
        yield rows
        if len(rows) < MOST:
            return
        after = rows[-1].version
