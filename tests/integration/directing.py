"""A replica of the directives' service without its broker: commands in, the log out, its agenda beside a block."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid4

from contracts.calendar.hours import SEOUL
from contracts.directives import (
    DirectiveKind,
    DirectivesEvent,
    IssueDirective,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    RecordTeam,
    Sealed,
    SealedCommand,
    ShareDirective,
    Visibility,
)
from contracts.directives.sealed import AUDIT
from contracts.messages import Actor, Command, Done, Entry, Envelope, Outcome
from contracts.values import Role
from infra.agenda_runner import AgendaRunner
from infra.business_clock import BusinessClock
from infra.cloudevents import Decoder
from infra.confidential import ClassSeals, SealedMessages
from infra.deciding import Runner
from infra.log import EventLog
from infra.sealing import KeyRing, make_key, name_key
from services.directives.handlers import HANDLERS, MANUAL_CLOCK
from services.directives.index import AGENDA
from tests.integration.checking import read_events
from tests.integration.databases import Database, connected
from tests.integration.test_runner import done
from tests.integration.waiting import running
from tests.making import CONTEXT, TENANT

LEAD: Final = Actor(user="lead-officer", role=Role.OFFICER, department="planning-audit")
OPERATOR: Final = Actor(user="operator", role=Role.OPERATOR)
AUDITOR: Final = Actor(user="auditor", role=Role.AUDITOR)
SYSTEM: Final = Actor(user="policy:directives-facts", role=Role.SYSTEM)
DECODER: Final[Decoder[DirectivesEvent]] = Decoder(DirectivesEvent)
SECRET: Final = IssueDirective(text="감사할 것", kind=DirectiveKind.SIMPLE, visibility=Visibility.AUDIT_ONLY)


def at(day: date, hour: int = 10) -> datetime:
    """Return an hour of a day in Seoul."""
    return datetime.combine(day, time(hour), SEOUL)


@dataclass(frozen=True, slots=True)
class Written:
    """One event of the log, read."""

    position: int
    stream: str
    data: DirectivesEvent


def make_seals() -> ClassSeals:
    """Return seals with a key of the audit's class."""
    key = make_key()
    messages = SealedMessages(event=Sealed, command=SealedCommand)
    return ClassSeals({AUDIT: KeyRing({name_key(key): key})}, TENANT, CONTEXT, messages)


class Office:
    """One replica on a manual clock."""

    def __init__(self, log: EventLog, seals: ClassSeals | None = None) -> None:
        async def is_chosen() -> bool:
            return True

        self.runner: Runner[DirectivesEvent] = Runner(log, DECODER, HANDLERS, seals=seals)
        self.clock: BusinessClock[DirectivesEvent] = self.runner.mind(MANUAL_CLOCK, is_chosen)

    async def send(
        self, body: Command, day: date, *, subject: UUID | None = None, by: Actor = OPERATOR, hour: int = 10,
        key: UUID | None = None, entry: Entry | None = None, sealed_for: str | None = None,
    ) -> Outcome | None:  # fmt: skip
        """Run a command of a day."""
        envelope: Envelope[Command] = Envelope(
            id=key or uuid4(), subject=subject, actor=by, effective_at=at(day, hour), correlation_id=uuid4(),
            entry=entry, body=body,
        )  # fmt: skip
        return await self.runner.run(envelope, sealed_for)

    async def move_clock(self, day: date, hour: int = 9) -> None:
        """Set the manual clock."""
        done(await self.send(RecordClock(now=at(day, hour)), day, by=SYSTEM))

    async def know(
        self,
        departments: Mapping[str, date | None],
        holidays: tuple[date, ...] = (),
        teams: Mapping[str, str] | None = None,
    ) -> None:
        """Copy departments with their last day, holidays, and teams with their departments."""
        for code, until in departments.items():
            fact = RecordDepartment(code=code, valid_from=date(2023, 1, 1), valid_until=until)
            done(await self.send(fact, date(2024, 1, 1), by=SYSTEM))
        for code, department in (teams or {}).items():
            belongs = RecordTeam(code=code, department=department, valid_from=date(2023, 1, 1), valid_until=None)
            done(await self.send(belongs, date(2024, 1, 1), by=SYSTEM))
        for day in holidays:
            done(await self.send(RecordHoliday(day=day), date(2024, 1, 1), by=SYSTEM))

    async def issue(self, day: date, kind: DirectiveKind = DirectiveKind.SIMPLE) -> UUID:
        """Issue a directive and return its id."""
        outcome = await self.send(IssueDirective(text="역점사업을 점검할 것", kind=kind), day)
        return UUID(done(outcome).result.id)

    async def share(self, directive: UUID, day: date, **more: object) -> Done:
        """Share a directive with the lead."""
        command = ShareDirective.model_validate({"lead": "planning-audit", **more})
        return done(await self.send(command, day, subject=directive))

    @asynccontextmanager
    async def attending(self, database: Database) -> AsyncIterator[AgendaRunner[DirectivesEvent]]:
        """Follow the own log beside the block."""
        attendant = self.attend(database)
        async with running(attendant.run()):
            yield attendant

    def attend(self, database: Database) -> AgendaRunner[DirectivesEvent]:
        """Return who follows the log."""
        return AgendaRunner(AGENDA, self.runner, database.url, TENANT, CONTEXT, clock=self.clock)


async def read_written(database: Database) -> list[Written]:
    """Return the whole log, read; what is sealed stays so."""
    return [Written(row.position, row.stream, DECODER.read_data(row.data)) for row in await read_events(database)]


async def read_opened(database: Database, seals: ClassSeals) -> list[Written]:
    """Return what of the log is sealed, opened."""
    opened = []
    for row in await read_events(database):
        sealed = DECODER.read_data(row.data)
        if isinstance(sealed, Sealed):
            inside = seals.open_event(row.stream, row.version, sealed)
            opened.append(Written(row.position, row.stream, DECODER.read_data(inside.data.encode())))
    return opened


async def has_settled(database: Database) -> bool:
    """Tell whether the log is followed up to its head and nothing in it is due by its manual clock."""
    async with connected(database.admin_url) as connection:
        head = await connection.fetchval("SELECT coalesce(max(position), 0) FROM events")
        place = await connection.fetchrow("SELECT position, swept FROM agenda")
        due: int = await connection.fetchval(
            """SELECT count(*) FROM entries WHERE due_at <= (
                   SELECT max((data->>'now')::timestamptz) FROM events_json WHERE stream = 'clock')"""
        )
    return place is not None and tuple(place) == (head, head) and due == 0
