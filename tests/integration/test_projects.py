"""The projects' service over a real log: what is written together, retried, refused, and asked by its own timers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio

from contracts.calendar.hours import SEOUL
from contracts.messages import Actor, Command, Done, Outcome
from contracts.projects import DecideDiscrepancy, Decision, DiscrepancyRecorded, ProjectsEvent, Source
from contracts.projects import facts as kept
from contracts.projects.budget import ExecuteBudget, FixBudgetRound, Round, RoundKind, SecureBudget
from contracts.projects.flagships import ApproveFlagships, ListFlagships
from contracts.projects.funding import AdjustParts, FundingPlanSet, FundingProgrammeAssigned, PartChange
from contracts.projects.matters import DistributeToDepartments
from contracts.projects.milestones import PlanMilestone
from contracts.projects.plans import AdoptWorkPlan, PlanTask, PublishWorkPlan, ReportKind, WorkPlanTaskPublished
from contracts.projects.projects import ProjectKind, RegisterProject, Task
from contracts.projects.real_names import Criterion, DesignateRealName
from contracts.projects.reviews import ReviewOpened
from contracts.projects.service_contracts import SignContract
from contracts.projects.slips import MilestoneSlipped, SlipWatched
from contracts.registry import (
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    PartnerKind,
    PartnerRegistered,
    RegistryEvent,
)
from contracts.values import Role
from infra.agenda_runner import AgendaRunner
from infra.cloudevents import Decoder
from infra.consumer import Consumer
from infra.consuming import FeedClient
from infra.deciding import Runner
from infra.feed import Feed
from infra.log import EventLog, open_log
from infra.policies import PolicyTaker
from infra.relay import Relay
from infra.service import _follow, build_broker
from services.projects.handlers import HANDLERS, MANUAL_CLOCK
from services.projects.index import AGENDA
from services.projects.policies import FACTS
from tests.integration.brokers import Broker
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database, Databases
from tests.integration.directing import has_settled
from tests.integration.serving import asking
from tests.integration.test_runner import done, refused
from tests.integration.waiting import eventually, running
from tests.making import TENANT, make_append, make_envelope, make_event
from tests.unit.services.projects.project.story import BALANCED, PROVINCIAL, REGISTER, claim, line, million, plan
from tests.unit.services.projects.project.test_parts import DIVIDE, PARTS, SOURCES

DECODER: Final[Decoder[ProjectsEvent]] = Decoder(ProjectsEvent)
OPERATOR: Final = Actor(user="operator", role=Role.OPERATOR)
STRANGER: Final = Actor(user="stranger", role=Role.OFFICER, department="culture")
SYSTEM: Final = Actor(user="policy:projects-facts", role=Role.SYSTEM)
AUGUST: Final = date(2018, 8, 1)
WHOLE: Final = REGISTER.model_copy(
    update={"kind": ProjectKind.PROGRAMME, "name": "제3기 균형발전사업", "period": "2018년 ~ 2020년"}
)
ROUND: Final = Round(year=2018, kind=RoundKind.ORIGINAL)
OFFICES: Final = {
    "strategy": DepartmentKind.HEADQUARTERS,
    "culture": DepartmentKind.HEADQUARTERS,
    "bureau": DepartmentKind.BUREAU,
}


@dataclass(frozen=True, slots=True)
class Written:
    """One event of the log, read, and the command that led to it."""

    command: UUID
    stream: str
    data: ProjectsEvent


class Hall:
    """One replica on a manual clock, over its log."""

    def __init__(self, log: EventLog, database: Database) -> None:
        async def is_chosen() -> bool:
            return True

        self.database = database
        self.runner: Runner[ProjectsEvent] = Runner(log, DECODER, HANDLERS)
        self.clock = self.runner.mind(MANUAL_CLOCK, is_chosen)

    async def send(
        self,
        body: Command,
        *,
        by: Actor = OPERATOR,
        subject: UUID | None = None,
        key: UUID | None = None,
        day: date = AUGUST,
    ) -> Outcome | None:
        """Run a command of a day."""
        at = datetime.combine(day, time(10), SEOUL)
        envelope = make_envelope(body, command_id=key, subject=subject, effective_at=at)
        return await self.runner.run(envelope.model_copy(update={"actor": by}))

    async def do(
        self, body: Command, *, subject: UUID | None = None, key: UUID | None = None, day: date = AUGUST
    ) -> Done:
        """Run a command that is not refused."""
        by = SYSTEM if type(body).__module__ == kept.__name__ else OPERATOR
        return done(await self.send(body, by=by, subject=subject, key=key, day=day))

    async def register(self, command: RegisterProject, *more: Command) -> UUID:
        """Register a project and do more to it; return its id."""
        project = UUID((await self.do(command)).result.id)
        for body in more:
            await self.do(body, subject=project)
        return project

    async def read(self) -> list[Written]:
        """Return the whole log, read; its chain holds."""
        rows = await read_events(self.database)
        assert find_faults(rows) == []
        return [Written(row.command_id, row.stream, DECODER.read_data(row.data)) for row in rows]


@pytest_asyncio.fixture
async def own_database(databases: Databases) -> AsyncIterator[Database]:
    """An empty log of the projects."""
    async with databases.make_log("projects") as database:
        yield database


@pytest_asyncio.fixture
async def hall(own_database: Database) -> AsyncIterator[Hall]:
    """A replica that knows departments, a partner, programmes and a budget."""
    async with open_log(own_database.url) as log:
        made = Hall(log, own_database)
        await made.do(kept.KeepClock(now=datetime.combine(AUGUST, time(9), SEOUL)))
        for code, kind in OFFICES.items():
            await made.do(kept.KeepDepartment(code=code, kind=kind, valid_from=date(2000, 1, 1), valid_until=None))
        await made.do(kept.KeepPartner(code="chungnam-institute", kind=PartnerKind.INSTITUTE))
        for programme in (BALANCED, PROVINCIAL):
            await made.do(programme)
        await made.do(FixBudgetRound(round=ROUND, fixed_on="2017. 12월"))
        yield made


async def test_a_whole_and_its_seven_parts_are_one_append_and_one_answer(hall: Hall) -> None:
    """AR-08, AR-09, AR-10, PRJ-13, PRJ-14: 7,400 + 9,788 + 9,788 = 26,976 백만원, by source and by part."""
    whole, key = await hall.register(WHOLE, plan("26,976", *SOURCES)), uuid4()
    first = await hall.do(DIVIDE, subject=whole, key=key)
    again = await hall.do(DIVIDE, subject=whole, key=key)
    assert (again.result, again.position, again.version) == (first.result, first.position, first.version)
    assert [part.id for part in first.result.parts] == [str(part.id) for part in PARTS]
    written = [each for each in await hall.read() if each.command == key]
    assert {each.stream for each in written} == {f"project-{whole}", *(f"project-{part.id}" for part in PARTS)}
    plans = [each.data for each in written if isinstance(each.data, FundingPlanSet)]
    assert sum(each.total.won for each in plans) == 26_976_000_000
    split = [line for each in written if isinstance(each.data, FundingProgrammeAssigned) for line in each.data.split]
    by_source = {source: sum(line.amount.won for line in split if line.source is source) for source in Source}
    assert {source: won // 1_000_000 for source, won in by_source.items() if won} == {
        Source.NATIONAL: 7_400,
        Source.PROVINCIAL: 9_788,
        Source.CITY: 9_788,
    }


async def test_parts_change_together_or_not_at_all(hall: Hall) -> None:
    """PRJ-13: what does not add up any more is refused, and nothing of it is written."""
    whole = await hall.register(WHOLE, plan("26,976", *SOURCES), DIVIDE)
    before = len(await hall.read())
    grown = PartChange(project=PARTS[6].id, total=million(3_600))
    no = refused(await hall.send(AdjustParts(parts=(grown,), reason="증액"), subject=whole))
    assert no.code == "ROLLUP_MISMATCH"
    assert len(await hall.read()) == before
    less = PartChange(project=PARTS[5].id, total=million(4_400))
    outcome = await hall.do(AdjustParts(parts=(grown, less), reason="조정"), subject=whole)
    assert {part.id for part in outcome.result.parts} == {str(PARTS[5].id), str(PARTS[6].id)}
    straight = refused(await hall.send(plan("9,999"), subject=PARTS[0].id))
    assert straight.code == "ROLLUP_MISMATCH"


async def test_money_is_secured_within_the_total_and_spent_within_what_is_secured(hall: Hall) -> None:
    """PRJ-19, PRJ-20, PRJ-21."""
    project = await hall.register(REGISTER, plan("100", line(Source.CITY, "100")))
    secure = SecureBudget(round=ROUND, source=Source.CITY, amount=million(60), on="2018. 1월")
    await hall.do(secure, subject=project)
    over = refused(await hall.send(secure, subject=project))
    assert over.code == "SECURED_EXCEEDS_TOTAL"
    spent = ExecuteBudget(amount=million(61), on="2018. 7월")
    assert refused(await hall.send(spent, subject=project)).code == "EXECUTED_EXCEEDS_SECURED"
    await hall.do(ExecuteBudget(amount=million(60), on="2018. 7월"), subject=project)
    unknown = secure.model_copy(update={"round": Round(year=2019, kind=RoundKind.ORIGINAL)})
    assert refused(await hall.send(unknown, subject=project)).code == "UNKNOWN_ROUND"


async def test_a_claim_is_recorded_as_a_discrepancy_in_the_same_append(hall: Hall) -> None:
    """PRJ-10: the sum that a source breaks is refused; claimed, it stands beside the plan, and is decided on later."""
    project, key = await hall.register(REGISTER), uuid4()
    broken = plan("100", line(Source.NATIONAL, "40"), line(Source.CITY, "50"))
    assert refused(await hall.send(broken, subject=project)).code == "FUNDING_SUM_MISMATCH"
    claimed = broken.model_copy(update={"claims": (claim("FUNDING_SUM_MISMATCH", "100백만원", "A207"),)})
    await hall.do(claimed, subject=project, key=key)
    plan_set, recorded = (each for each in await hall.read() if each.command == key)
    assert plan_set.stream == f"project-{project}"
    assert isinstance(recorded.data, DiscrepancyRecorded)
    assert recorded.stream == f"discrepancy-{recorded.data.discrepancy}"
    assert (recorded.data.about.id, recorded.data.source) == (str(project), "A207")
    decide = DecideDiscrepancy(decision=Decision.KEEP_STATED, reason="출처대로")
    outcome = await hall.do(decide, subject=recorded.data.discrepancy)
    assert outcome.result.state == "KEEP_STATED"


async def test_another_office_and_an_unknown_project_are_refused(hall: Hall) -> None:
    """Only the lead and the coordinating office change a project; a department must exist (PRJ-05)."""
    project = await hall.register(REGISTER)
    assert refused(await hall.send(plan("100"), by=STRANGER, subject=project)).code == "NOT_PERMITTED"
    assert refused(await hall.send(plan("100"), subject=uuid4())).code == "NOT_FOUND"
    assert refused(await hall.send(plan("100"))).code == "NOT_FOUND"
    elsewhere = REGISTER.model_copy(update={"lead": "nowhere"})
    assert refused(await hall.send(elsewhere)).code == "UNKNOWN_DEPARTMENT"


async def test_a_distribution_names_every_department_but_bureaus(hall: Hall) -> None:
    """PRJ-40."""
    project = await hall.register(REGISTER)
    some = DistributeToDepartments(what="매뉴얼", on="2018. 7월", departments=("strategy",))
    no = refused(await hall.send(some, subject=project))
    assert (no.code, no.details["missing"]) == ("DISTRIBUTION_INCOMPLETE", "culture")
    await hall.do(some.model_copy(update={"departments": ("culture", "strategy")}), subject=project)


async def test_own_timers_open_one_review_of_a_flagship_after_ten_business_days(hall: Hall) -> None:
    """PRJ-43, XS-03: of the 3rd of August 2018; with a holiday the tenth business day after is the 20th."""
    flagship = await hall.register(REGISTER, PlanMilestone(number=1, title="준공", planned="2018-08-03"))
    await hall.register(REGISTER, PlanMilestone(number=1, title="준공", planned="2018-08-03"))
    await hall.do(ListFlagships(year=2018, projects=(flagship,)))
    await hall.do(ApproveFlagships(year=2018))
    await hall.do(kept.KeepHoliday(day=date(2018, 8, 15)))
    attendant = AgendaRunner(AGENDA, hall.runner, hall.database.url, TENANT, "projects", clock=hall.clock)
    async with running(attendant.run()):
        for day, expected in ((date(2018, 8, 17), SlipWatched), (date(2018, 8, 20), ReviewOpened)):
            now = datetime.combine(day, time(10), SEOUL)
            await hall.do(kept.KeepClock(now=now), day=day)
            await eventually(lambda: has_settled(hall.database))
            assert type((await hall.read())[-1].data) is expected
    written = [each.data for each in await hall.read()]
    (slipped,) = [each for each in written if isinstance(each, MilestoneSlipped)]
    (opened,) = [each for each in written if isinstance(each, ReviewOpened)]
    assert (slipped.slip_days, slipped.slip_business_days, slipped.review) == (17, 10, opened.review)
    assert (opened.project, opened.milestone) == (flagship, 1)


async def test_what_is_found_by_lookups_of_the_own_log(hall: Hall) -> None:
    """PRJ-02, PRJ-84: a report has the milestones of its tasks; the largest contract counts."""
    task = REGISTER.model_copy(update={"task": Task(year=2018, number=1)})
    project = await hall.register(task, PlanMilestone(number=1, title="준공", planned="2018-09-03"))
    small = SignContract(project=project, name="용역", amount=million(10), period="2018. 8월 ~ 2018. 9월")
    await hall.do(small)
    await hall.do(small.model_copy(update={"amount": million(224)}))
    await hall.do(AdoptWorkPlan(year=2018, goals=("성과",), tasks=(PlanTask(number=1, title="도시브랜드"),)))
    attendant = AgendaRunner(AGENDA, hall.runner, hall.database.url, TENANT, "projects", clock=hall.clock)
    async with running(attendant.run()):
        await hall.do(PublishWorkPlan(year=2018, kind=ReportKind.PLAN))
        designate = DesignateRealName(
            project=project, criterion=Criterion.RESEARCH_CONTRACT, number="2018-12", department="strategy"
        )
        outcome = await hall.do(designate)
        asked = designate.model_copy(update={"criterion": Criterion.CITIZEN_REQUEST})
        assert refused(await hall.send(asked)).code == "CRITERION_NOT_MET"
    assert outcome.result.state == "DESIGNATED"
    (published,) = [each.data for each in await hall.read() if isinstance(each.data, WorkPlanTaskPublished)]
    assert [(each.project, each.title) for each in published.ahead] == [(project, "준공")]
    assert [(each.project, each.name, each.lead, each.total) for each in published.projects] == [
        (project, REGISTER.name, REGISTER.lead, None)
    ]


async def test_the_registrys_facts_come_over_the_broker(hall: Hall, log_database: Database, broker: Broker) -> None:
    """ADR 0007: a department and a partner of the registry are known to decisions; an end keeps a department's kind."""
    rabbit = build_broker(broker.url)
    decoder: Decoder[RegistryEvent] = Decoder(RegistryEvent)
    first = date(2018, 1, 1)
    async with (
        open_log(log_database.url) as registry,
        asking(broker.url) as requester,
        asyncpg.create_pool(hall.database.url, min_size=1, max_size=2) as pool,
    ):
        Feed(rabbit, registry, TENANT, "registry")
        await rabbit.start()
        taker: PolicyTaker[RegistryEvent, ProjectsEvent] = PolicyTaker(FACTS, pool, hall.runner)
        consumer = Consumer(
            broker.url, FACTS.name, "registry", decoder, FeedClient(requester, "registry", decoder), [taker]
        )
        relay = Relay(registry, log_database.url, broker.url, TENANT, "registry")
        async with running(relay.run()), running(_follow(taker, consumer)):  # type: ignore[arg-type]  # of the registry
            for stream, event in (
                ("department-tax", DepartmentRegistered(
                    code="tax", name="세무과", name_known=True, kind=DepartmentKind.BUREAU, lineage="tax",
                    valid_from=first, valid_until=None,
                )),
                ("partners", PartnerRegistered(code="kdi", name="연구원", kind=PartnerKind.UNIVERSITY, aliases=())),
                ("department-tax", DepartmentEnded(
                    code="tax", valid_from=first, valid_until=date(2018, 7, 31), reason="통합"
                )),
            ):  # fmt: skip
                version = len(await registry.read_stream(stream))
                new = make_event(stream, event.model_dump_json().encode(), event.wire())
                await registry.append(make_append(new, expected={stream: version}))
            head = (await registry.read_head()).position

            async def has_taken() -> bool:
                return (await taker.checkpoint()).position == head

            await eventually(has_taken)
        await rabbit.stop()
    ended = [each.data for each in await hall.read() if isinstance(each.data, kept.DepartmentKept)][-1]
    assert (ended.code, ended.kind, ended.valid_until) == ("tax", DepartmentKind.BUREAU, date(2018, 7, 31))
    gone = REGISTER.model_copy(update={"lead": "tax"})
    assert refused(await hall.send(gone)).code == "DEPARTMENT_NOT_VALID"
