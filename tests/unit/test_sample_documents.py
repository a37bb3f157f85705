"""The two source documents as import files: every row is taken, nothing is left out, decided without I/O (PLT-14)."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import jsonschema
import pytest

from contracts.messages import Actor, Command, Envelope, Event
from contracts.projects import DiscrepancyRecorded, DiscrepancyResolved, ProjectsEvent
from contracts.projects.approvals import ApprovalOpened, EvidenceRequired
from contracts.projects.attraction import TargetAdded, TargetCountSet, TargetStatus, TrendNoted
from contracts.projects.bids import BidFound, BidSelected, BidSubmitted, CallAnnounced
from contracts.projects.budget import BudgetExecuted, BudgetRoundFixed, BudgetSecured
from contracts.projects.campaigns import CampaignPlanned
from contracts.projects.cooperation import BoomUpPlanned, TargetSet, TrackSet
from contracts.projects.exchanges import ExchangeRecorded
from contracts.projects.facts import KeepDepartment, KeepPartner, KeepTeam
from contracts.projects.funding import FundingPlanSet, FundingProgrammeAssigned, ProgrammeDefined, ProjectDivided
from contracts.projects.groups import GroupFormed
from contracts.projects.matters import (
    ContributionLinked,
    DistributedToDepartments,
    EventNoted,
    FacilitiesListed,
    PropertyApplied,
    ReplacementRequested,
)
from contracts.projects.milestones import MilestonePlanned, MilestoneReached, MilestoneReplanned
from contracts.projects.parcels import ParcelsRegistered
from contracts.projects.plans import BudgetSheetSet, WorkPlanAdopted, WorkPlanPublished, WorkPlanTaskPublished
from contracts.projects.procedures import ProcedurePassed, ProcedureRequired
from contracts.projects.projects import ProjectRegistered
from contracts.projects.service_contracts import BriefingHeld, ContractAccepted, ContractSigned
from contracts.registry import DepartmentKind, PartnerKind
from contracts.values import Role
from gateway.imports.planning import Plan, plan_import
from gateway.imports.reading import read_raw
from gateway.imports.reading_yaml import read_yaml
from gateway.imports.rows import Document
from infra.agenda import Put
from infra.loading import Fold, Loading
from infra.sample.data import list_departments
from infra.sample.story import read_story
from services.projects.handlers import HANDLERS
from services.projects.index import AGENDA
from tests.making import record_all
from tests.sample_documents import FOLDER, FOUND, INCONSISTENCIES, NOTED, REGISTERED, SPLIT_2018

YEARS = ("2018", "2024")
MILLION = 1_000_000
OPERATOR = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
SYSTEM = Actor(user="policy:projects", role=Role.SYSTEM)
StateT = TypeVar("StateT")
KindT = TypeVar("KindT", bound=ProjectsEvent)


class Log(Loading[ProjectsEvent]):
    """A log in memory: what was decided is what the next decision rests on."""

    def __init__(self) -> None:
        self.events: list[tuple[str, ProjectsEvent]] = []
        self._states: dict[str, object] = {}
        self._known_folds: dict[str, Fold[Any, ProjectsEvent]] = {}
        self._keys: dict[tuple[str, str], str] = {}

    async def load(self, stream: str, fold: Fold[StateT, ProjectsEvent]) -> StateT:
        """Return the state of a stream."""
        self._known_folds[stream] = fold
        state: StateT = self._states.get(stream, fold.initial)  # type: ignore[assignment]  # always its own fold
        return state

    async def load_alone(self, stream: str, fold: Fold[StateT, ProjectsEvent]) -> StateT:
        """As `load`: nobody else is here."""
        return await self.load(stream, fold)

    async def find_keys(self, lookup: str, since: str) -> list[str]:
        """Return what a lookup holds."""
        return [key for (name, key), bucket in self._keys.items() if name == lookup and bucket >= since]

    def write(self, events: Iterable[tuple[str, ProjectsEvent]]) -> None:
        """Store what was decided."""
        for stream, event in events:
            fold = self._known_folds[stream]
            self._states[stream] = fold.evolve(self._states.get(stream, fold.initial), event)
            self.events.append((stream, event))
            (recorded,) = record_all([(stream, event)])
            for change in AGENDA.keep(recorded):
                if isinstance(change, Put):
                    self._keys[change.lookup, change.key] = change.bucket


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a document."""

    events: list[tuple[str, ProjectsEvent]] = field(default_factory=list)

    def list(self, kind: type[KindT]) -> list[KindT]:
        """Return the events of a kind, in order."""
        return [event for _, event in self.events if isinstance(event, kind)]

    def count(self, kind: type[Event]) -> int:
        """Return how many events of a kind there are."""
        return sum(isinstance(event, kind) for _, event in self.events)


async def decide(log: Log, envelope: Envelope[Any]) -> Sequence[tuple[str, ProjectsEvent]]:
    """Return what an envelope leads to, each event with its stream."""
    return (await HANDLERS.find(envelope.body)(envelope, log)).events


def act(log: Log, command: Command, actor: Actor, day: date, key: UUID, subject: UUID | None = None) -> None:
    """Decide a command, and store it."""
    moment = datetime.combine(day, time(3), UTC)
    envelope = Envelope[Any](
        id=key, subject=subject, actor=actor, effective_at=moment, correlation_id=key, body=command
    )
    log.write(asyncio.run(decide(log, envelope)))


def know_registry(log: Log) -> None:
    """Copy the departments, teams and partners of the sample's registry."""
    keep: list[Command] = [
        KeepDepartment(
            code=str(each["code"]),
            kind=DepartmentKind(str(each["kind"])),
            valid_from=date.fromisoformat(str(each["valid_from"])),
            valid_until=date.fromisoformat(str(each["valid_until"])) if each["valid_until"] else None,
        )
        for each in list_departments()
    ]
    for entry in read_story().entries:
        said: Mapping[str, Any] = entry.body
        if entry.path == "/v1/org/teams":
            first = date.fromisoformat(said["valid_from"])
            team = KeepTeam(code=said["code"], department=said["department"], valid_from=first, valid_until=None)
            keep.append(team)
        elif entry.path == "/v1/partners":
            keep.append(KeepPartner(code=said["code"], kind=PartnerKind(said["kind"])))
    for number, command in enumerate(keep):
        act(log, command, SYSTEM, date(2024, 1, 2), UUID(int=number))


@cache
def plan(year: str) -> Plan:
    read = read_raw(*read_yaml((FOLDER / f"{year}.yaml").read_bytes()))
    assert read.notes == ()
    assert read.document is not None
    made, notes = plan_import(read.document, read.rows)
    assert notes == []
    return made


@cache
def load() -> Mapping[str, Told]:
    """Load both documents, one after the other, into one log."""
    log = Log()
    know_registry(log)
    told = {}
    for year in YEARS:
        before = len(log.events)
        for step in plan(year).steps:
            act(log, step.body, OPERATOR, plan(year).document.date, step.id, step.subject)
        told[year] = Told(log.events[before:])
    return told


@pytest.mark.parametrize("year", YEARS)
def test_each_document_is_what_the_schema_says(year: str) -> None:
    """PLT-14."""
    raw, _ = read_yaml((FOLDER / f"{year}.yaml").read_bytes())
    whole = {**raw.head.values, **{name: [row.values for row in rows] for name, rows in raw.sheets.items()}}
    jsonschema.validate(whole, Document.model_json_schema())


@pytest.mark.parametrize(("year", "lines"), [("2018", 461), ("2024", 375)])
def test_each_row_names_a_line_that_its_document_has(year: str, lines: int) -> None:
    initial = plan(year).document.source
    for step in plan(year).steps:
        first, _, last = step.place.line.removeprefix(initial).partition("-")
        assert step.place.line.startswith(initial)
        assert 1 <= int(first) <= int(last or first) <= lines


def test_every_row_is_taken() -> None:
    """PLT-14: the deciders refuse none of them; what they claim is needed."""
    assert all(told.events for told in load().values())


@pytest.mark.parametrize("year", YEARS)
def test_the_report_is_published_after_all_that_it_tells(year: str) -> None:
    """PRJ-02: chunks are stored several at once; this one waits for every other."""
    *others, last = plan(year).chunks
    assert [step.key for step in last.steps] == [f"publish-{year}"]
    assert last.needs == tuple(range(len(others)))


def test_both_plans_have_their_tasks() -> None:
    """PRJ-01, PRJ-05, AR-30: A33-45 and A16-27; B21 and B26-34 with the teams of B38, B103, B165, B256, B305."""
    (old,) = load()["2018"].list(WorkPlanAdopted)
    assert (len(old.goals), len(old.strategies), len(old.tasks)) == (5, 5, 12)
    (new,) = load()["2024"].list(WorkPlanAdopted)
    assert (len(new.goals), len(new.tasks)) == (1, 5)
    assert [task.team for task in new.tasks] == [
        "planning-audit-innovation",
        "planning-audit-innovation",
        "planning-audit-expo",
        "audit-team",
        "planning-audit-performance",
    ]


@pytest.mark.parametrize(
    ("year", "task", "whole", "parts"),
    [
        ("2018", 10, 62, (17, 13, 5, 19, 8)),  # A396
        ("2018", 11, 51, (27, 1, 6, 2, 15)),  # A419
        ("2018", 12, 15, (8, 7)),  # A445
        ("2018", 12, 127, (106, 21)),  # A449
        ("2024", 5, 59, (36, 7, 1, 15)),  # B315
        ("2024", 5, 15, (8, 7)),  # B327
        ("2024", 5, 90, (75, 15)),  # B333
    ],
)
def test_the_counts_that_wait_for_their_context_stand_with_their_task(
    year: str, task: int, whole: int, parts: tuple[int, ...]
) -> None:
    """AR-17 to AR-19, AR-21, AR-22: pledges, departments, cities and indicators, in the 개요 of the task."""
    (adopted,) = load()[year].list(WorkPlanAdopted)
    said = {int(number) for number in re.findall("[0-9]+", adopted.tasks[task - 1].overview or "")}
    assert sum(parts) == whole
    assert {whole, *parts} <= said


def test_each_milestone_of_2018_is_where_the_document_has_it() -> None:
    """PRJ-03."""
    told = load()["2018"]
    found = {
        each.task.number: (tuple(m.planned.value for m in each.done), tuple(m.planned.value for m in each.ahead))
        for each in told.list(WorkPlanTaskPublished)
    }
    assert found == SPLIT_2018
    kinds = (MilestonePlanned, MilestoneReached, MilestoneReplanned)
    assert [told.count(kind) for kind in kinds] == [37, 21, 1]


def test_the_counts_of_2018_are_those_of_the_source() -> None:
    """A96-354, counted by hand."""
    told = load()["2018"]
    counted: dict[type[Event], int] = {
        ProjectRegistered: 12 + 7,  # A97, A136, A176, A206, A236, A271, A326, A338-348 (4), A363; parts A216-222
        FundingPlanSet: 8 + 7,  # A139, A180, A207, A237, A340-348 (4); parts A216-222
        ProgrammeDefined: 3,  # 균특 A216, 순도비 A219, 생활권 A340
        FundingProgrammeAssigned: 7 + 4,  # A216-222, A340-348
        ProjectDivided: 1,
        ReplacementRequested: 1,  # A220
        BudgetRoundFixed: 1,
        BudgetSecured: 1,  # A181
        BudgetExecuted: 1,  # A98
        ParcelsRegistered: 1,  # A177-178
        FacilitiesListed: 1,  # A182
        ProcedureRequired: 1 + 4,  # A121; A189-190
        ProcedurePassed: 1 + 1,  # A121; A189
        PropertyApplied: 2,  # A123-124
        DistributedToDepartments: 1,  # A123
        ContributionLinked: 1,  # A246
        ContractSigned: 4,  # A98, A236, A269, A279
        BriefingHeld: 5 + 2,  # A118-122: 착수, 중간 1-3차, 최종; A277: 착수, 중간
        ContractAccepted: 1,  # A122
        GroupFormed: 3,  # A259, A332, A333
        CallAnnounced: 2,  # A353-354
        BidFound: 1,  # A286
        BidSubmitted: 1,  # A278
        BidSelected: 1,  # A279
        ExchangeRecorded: 3,  # A369, A376 twice
        EventNoted: 5 + 1 + 3 + 1,  # A149-156; A212; A265, A296-308, A318-324; A380
        WorkPlanPublished: 1,
    }
    assert {kind: told.count(kind) for kind in counted} == counted


def test_the_counts_of_2024_are_those_of_the_source() -> None:
    """B38-374, counted by hand."""
    told = load()["2024"]
    counted: dict[type[Event], int] = {
        ProjectRegistered: 6,  # B38, B145, B165, B370, B269, B305
        FundingPlanSet: 4,  # B149, B176, B371, B374
        MilestonePlanned: 4 + 2 + 8,  # B97, B99, B337-347
        MilestoneReached: 0,
        ApprovalOpened: 1,  # B168
        EvidenceRequired: 1,  # B202
        TrackSet: 2 + 3 + 3 + 1 + 2 + 4,  # B186-190, B194-196, B198, B204, B208, B214-220
        TargetSet: 2,  # B182
        BoomUpPlanned: 9,  # B224, B226, B230, B232, B234, B238, B246, B248, B250
        TargetAdded: 2 + 8,  # B121, B129-143
        TargetCountSet: 1,  # B161
        TrendNoted: 2,  # B157, B159
        CampaignPlanned: 1,  # B147
        BudgetSheetSet: 1,  # B368
        WorkPlanPublished: 1,
    }
    assert {kind: told.count(kind) for kind in counted} == counted
    won = [each.name for each in told.list(TargetAdded) if each.status is TargetStatus.WON]
    assert won == ["국방대학교", "국방미래기술센터"]


def test_every_inconsistency_stands_in_the_register_or_in_a_note() -> None:
    """PLT-08: none is mended silently; what is in the register is decided, or found by a rule."""
    recorded = [each for told in load().values() for each in told.list(DiscrepancyRecorded)]
    by_rule = [each for each in recorded if each.code not in REGISTERED]
    assert Counter(each.code for each in recorded if each.code in REGISTERED) == REGISTERED
    assert {(each.code, each.source): (each.note or "")[:6] for each in by_rule} == {
        key: number for key, (number, _, _) in FOUND.items()
    }
    for each in by_rule:
        _, stated, computed = FOUND[each.code, each.source or ""]
        assert (each.stated, (each.computed or "")[: len(computed)]) == (stated, computed)
    standing = {code for code in REGISTERED if code.startswith("INC-")} | {number for number, _, _ in FOUND.values()}
    noted = {f"INC-{number:02d}" for number in NOTED}
    assert standing.isdisjoint(noted)
    assert standing | noted == {f"INC-{number:02d}" for number in INCONSISTENCIES}
    decided = sum(told.count(DiscrepancyResolved) for told in load().values())
    assert decided == sum(REGISTERED.values())


def test_the_notes_tell_every_inconsistency() -> None:
    notes = (FOLDER / "NOTES.md").read_text(encoding="utf-8")
    rows = dict(line[2:].split(" | ", 1) for line in notes.splitlines() if line.startswith("| INC-"))
    assert sorted(rows) == [f"INC-{number:02d}" for number in INCONSISTENCIES]
    assert sorted(name for name, row in rows.items() if row.endswith("| note |")) == [f"INC-{n:02d}" for n in NOTED]
