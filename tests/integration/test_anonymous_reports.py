"""Anonymous reports in the engagement's own log: sealed whole, their readers' alone, overdue once (ENG-63, ENG-65)."""

from datetime import date
from typing import Final
from uuid import UUID, uuid4

from contracts.engagement import EngagementEvent, SealedReport, SealedReportCommand
from contracts.engagement.facts import KeepFact
from contracts.engagement.reports import (
    CaseNumberTaken,
    CaseOpened,
    DesignateIntegrityReaders,
    ReceiveReport,
    ReportOverdue,
    ReportReceived,
    TakeUpReport,
)
from contracts.engagement.sealed import INTEGRITY
from contracts.messages import Actor, Command, Entry, Envelope, Outcome, Refused
from contracts.registry import ClockSet
from contracts.sealed import blank_field
from contracts.values import Role
from infra.agenda_runner import AgendaRunner
from infra.cloudevents import Decoder
from infra.confidential import ClassSeals, SealedMessages
from infra.deciding import Runner
from infra.log import EventLog, open_log
from infra.sealing import KeyRing, make_key, name_key
from services.engagement.handlers import HANDLERS, MANUAL_CLOCK
from services.engagement.index import AGENDA
from tests.integration.checking import read_events
from tests.integration.databases import Database, connected
from tests.integration.directing import at, has_settled
from tests.integration.test_runner import done
from tests.integration.waiting import eventually, running
from tests.making import CONTEXT, TENANT

MAYOR: Final = Actor(user="mayor", role=Role.MAYOR)
READER: Final = Actor(user="auditor", role=Role.AUDITOR, department="planning-audit")
OTHER: Final = Actor(user="another-auditor", role=Role.AUDITOR, department="planning-audit")
OFFICER: Final = Actor(user="officer", role=Role.OFFICER, department="town-yeonmu")
REPORTER: Final = Actor(user="integrity-talk", role=Role.CITIZEN)
SYSTEM: Final = Actor(user="policy:engagement-facts", role=Role.SYSTEM)
WORDS: Final = blank_field(UUID(int=1))
REPORT: Final = ReceiveReport(words=WORDS, code_sha256="ab" * 32)
DECODER: Final[Decoder[EngagementEvent]] = Decoder(EngagementEvent)
DAY: Final = date(2024, 1, 24)


def make_seals() -> ClassSeals:
    key = make_key()
    messages = SealedMessages(event=SealedReport, command=SealedReportCommand)
    return ClassSeals({INTEGRITY: KeyRing({name_key(key): key})}, TENANT, CONTEXT, messages)


class House:
    """The engagement's service without its broker, on a manual clock."""

    def __init__(self, log: EventLog, seals: ClassSeals) -> None:
        async def is_chosen() -> bool:
            return True

        self.runner: Runner[EngagementEvent] = Runner(log, DECODER, HANDLERS, seals=seals)
        self.clock = self.runner.mind(MANUAL_CLOCK, is_chosen)

    async def send(
        self,
        body: Command,
        by: Actor,
        *,
        subject: UUID | None = None,
        day: date = DAY,
        entry: Entry | None = None,
        sealed_for: str | None = INTEGRITY,
    ) -> Outcome | None:
        envelope: Envelope[Command] = Envelope(
            id=uuid4(),
            subject=subject,
            actor=by,
            effective_at=at(day),
            correlation_id=uuid4(),
            entry=entry,
            body=body,
        )
        return await self.runner.run(envelope, sealed_for)

    async def receive(self) -> UUID:
        """Let the auditor and the inspector read, and receive a report."""
        named = DesignateIntegrityReaders(reader="auditor", deputy="inspector")
        done(await self.send(named, MAYOR, sealed_for=None))
        return UUID(done(await self.send(REPORT, REPORTER)).result.id)

    async def move_clock(self, day: date) -> None:
        fact = KeepFact(fact=ClockSet(now=at(day)))
        done(await self.send(fact, SYSTEM, day=day, sealed_for=None))


async def open_all(database: Database, seals: ClassSeals) -> list[EngagementEvent]:
    """Return what of the log is sealed, opened."""
    opened = []
    for row in await read_events(database):
        sealed = DECODER.read_data(row.data)
        if isinstance(sealed, SealedReport):
            opened.append(DECODER.read_data(seals.open_event(row.stream, row.version, sealed).data.encode()))
    return opened


async def is_idle(database: Database) -> bool:
    """Tell whether no timer is set any more."""
    async with connected(database.admin_url) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM entries")) == 0


async def test_a_report_is_overdue_once_and_sealed_like_all_of_it(log_database: Database) -> None:
    """ENG-65: due on 25 March; the timer follows the own log, which tells nobody else what it did."""
    seals = make_seals()
    async with open_log(log_database.url) as log:
        house = House(log, seals)
        await house.receive()
        attendant = AgendaRunner(AGENDA, house.runner, log_database.url, TENANT, CONTEXT, clock=house.clock)
        async with running(attendant.run()):
            for day in (date(2024, 3, 25), date(2024, 3, 27), date(2024, 5, 1)):
                await house.move_clock(day)
                await eventually(lambda: has_settled(log_database))
            await eventually(lambda: is_idle(log_database))
    received, overdue = await open_all(log_database, seals)
    assert isinstance(received, ReportReceived)
    assert overdue == ReportOverdue(due_on=date(2024, 3, 25))


async def test_only_the_readers_own_sealed_commands_come_through(log_database: Database) -> None:
    """ENG-63: another auditor, a deputy for the reader, the reader unsealed, a stranger: as for no report at all."""
    seals = make_seals()
    async with open_log(log_database.url) as log:
        house = House(log, seals)
        report = await house.receive()
        refused = [
            await house.send(TakeUpReport(), OTHER, subject=report),
            await house.send(TakeUpReport(), READER, subject=report, entry=Entry(acting_for="mayor")),
            await house.send(TakeUpReport(), READER, subject=report, sealed_for=None),
            await house.send(TakeUpReport(), OFFICER, subject=report),
            await house.send(REPORT, REPORTER, sealed_for=None),
            await house.send(TakeUpReport(), OTHER, subject=uuid4()),
        ]
        told = {(each.code, each.message) for each in refused if isinstance(each, Refused)}
        assert (len(refused), {code for code, _ in told}, len(told)) == (6, {"NOT_FOUND"}, 1)
        done(await house.send(TakeUpReport(), READER, subject=report))
    _received, opened, number = await open_all(log_database, seals)
    assert opened == CaseOpened(number="청-2024-0001", opened_on=DAY)
    assert number == CaseNumberTaken(number=1)
    assert not [row for row in await read_events(log_database) if b"\xec\xb2\xad-2024" in row.data]
