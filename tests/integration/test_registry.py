"""The registry's handlers over a real log: what each writes where, and rules that hold though two replicas race."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4, uuid5

import pytest
import pytest_asyncio

from contracts.calendar.policies import DeadlinePolicy
from contracts.messages import Actor, Command, Done, Outcome, Refused
from contracts.registry import (
    AddPartnerAlias,
    AdoptDeadlinePolicy,
    AssignPerson,
    CancelElection,
    CancelMeeting,
    Concur,
    DeclareDepartmentCounts,
    DeclareHoliday,
    Delegate,
    DepartmentKind,
    EndAssignment,
    EndDepartment,
    EndTeam,
    ErasePerson,
    FixDate,
    HandOver,
    MeetingKind,
    PartnerKind,
    Post,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RegisterDepartment,
    RegisterPartner,
    RegisterPerson,
    RegisterTeam,
    RegisterTerm,
    RegistryEvent,
    RequestConcurrence,
    ResubmitConcurrence,
    RevokeDelegation,
    RevokeHoliday,
    ScheduleElection,
    ScheduleMeeting,
    SetClock,
    Verdict,
)
from contracts.values import Role
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.log import EventLog, open_log
from services.registry.handlers import HANDLERS
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database
from tests.integration.test_runner import done, refused
from tests.making import IDS, NOON, make_envelope

TODAY = NOON.date()
"""Monday 2024-02-05."""
CODES = ("planning-audit", "welfare", "roads")


class Registry:
    """One replica of the registry."""

    def __init__(self, log: EventLog) -> None:
        self._runner: Runner[RegistryEvent] = Runner(log, Decoder(RegistryEvent), HANDLERS)

    async def run(
        self, body: Command, *, key: UUID | None = None, subject: UUID | None = None, department: str | None = None
    ) -> Outcome | None:
        """Run a command, as an operator or as an officer of a department."""
        envelope = make_envelope(body, command_id=key, subject=subject)
        role = Role.OFFICER if department else Role.OPERATOR
        actor = Actor(user=department or "operator", role=role, department=department)
        return await self._runner.run(envelope.model_copy(update={"actor": actor}))

    async def do(
        self, body: Command, *, key: UUID | None = None, subject: UUID | None = None, department: str | None = None
    ) -> Done:
        """Run a command that is not refused."""
        return done(await self.run(body, key=key, subject=subject, department=department))


@pytest_asyncio.fixture
async def registry(registry_database: Database) -> AsyncIterator[Registry]:
    """A registry with three departments."""
    async with open_log(registry_database.url) as log:
        made = Registry(log)
        for code in CODES:
            await made.do(make_department(code))
        yield made


def make_department(code: str) -> RegisterDepartment:
    return RegisterDepartment(
        code=code, name=code, name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage=code,
        valid_from=date(2018, 1, 1), valid_until=None,
    )  # fmt: skip


def make_person(subject: UUID) -> RegisterPerson:
    return RegisterPerson(name=f"sealed.1.{subject}.{'A' * 40}")


async def list_written(database: Database) -> list[tuple[str, str]]:
    """Return stream and event of all that came after the departments, the wire names bare."""
    events = await read_events(database)
    assert find_faults(events) == []
    return [(event.stream, event.type.split(".")[1]) for event in events[len(CODES) :]]


async def test_the_organisation_is_kept_by_code(registry: Registry, registry_database: Database) -> None:
    """ORG-01, ORG-02, ORG-05, ORG-07, ORG-11: each answer names what was entered by its own key."""
    kinds = {DepartmentKind.HEADQUARTERS: 3}
    outcomes = [
        await registry.do(make_department("bureau").model_copy(update={"kind": DepartmentKind.BUREAU})),
        await registry.do(make_department("culture").model_copy(update={"parent": "bureau"})),
        await registry.do(EndDepartment(code="roads", valid_until=date(2024, 12, 31), reason="통합")),
        await registry.do(DeclareDepartmentCounts(valid_from=TODAY, total=3, kinds=kinds, source="출처")),
        await registry.do(
            RegisterTeam(code="team-expo", department="planning-audit", name="엑스포TF팀", valid_from=TODAY)
        ),
        await registry.do(EndTeam(code="team-expo", valid_until=date(2027, 12, 31), reason="끝남")),
        await registry.do(RegisterTerm(number=8, valid_from=date(2022, 7, 1), valid_until=date(2026, 6, 30))),
        await registry.do(RegisterPartner(code="chungnam", name="충청남도", kind=PartnerKind.PROVINCE)),
        await registry.do(AddPartnerAlias(code="chungnam", alias="충남도")),
    ]
    named = ["bureau", "culture", "roads", "2024-02-05", "team-expo", "team-expo", "8", "chungnam", "chungnam"]
    assert [outcome.result.id for outcome in outcomes] == named
    assert await list_written(registry_database) == [
        ("department-bureau", "department_registered"),
        ("department-culture", "department_registered"),
        ("department-roads", "department_ended"),
        ("department_counts", "department_counts_declared"),
        ("team-team-expo", "team_registered"),
        ("team-team-expo", "team_ended"),
        ("terms", "term_registered"),
        ("partners", "partner_registered"),
        ("partners", "partner_alias_added"),
    ]


async def test_people_hold_posts_and_hand_them_over(registry: Registry, registry_database: Database) -> None:
    """ORG-06, PLT-07: both halves of a hand-over are one append."""
    one, other, first, second = (uuid5(IDS, name) for name in ("one", "other", "first", "second"))
    for person in (one, other):
        await registry.do(make_person(person), key=person)
    await registry.do(RegisterTeam(code="audit", department="planning-audit", name="감사팀", valid_from=TODAY))
    head = AssignPerson(person=one, department="planning-audit", team="audit", post=Post.TEAM_HEAD, valid_from=TODAY)
    assert (await registry.do(head, key=first)).result.id == str(first)
    over = HandOver(department="planning-audit", successor=other, last_day=date(2024, 6, 30), note="인계")
    assert (await registry.do(over, key=second, subject=first)).result.id == str(second)
    end = EndAssignment(department="planning-audit", last_day=date(2024, 12, 31), reason="퇴직")
    assert (await registry.do(end, subject=second)).result.id == str(second)
    mayor = AssignPerson(person=one, post=Post.MAYOR, valid_from=TODAY)
    await registry.do(mayor)
    assert (await registry.do(ErasePerson(reason="파기"), subject=other)).result.id == str(other)
    again = refused(await registry.run(head.model_copy(update={"person": other, "valid_from": date(2025, 1, 1)})))
    assert again.code == "UNKNOWN_PERSON"
    assert (await list_written(registry_database))[3:] == [
        ("posts-planning-audit", "person_assigned"),
        ("posts-planning-audit", "post_handed_over"),
        ("posts-planning-audit", "person_assigned"),
        ("posts-planning-audit", "assignment_ended"),
        ("posts", "person_assigned"),
        (f"person-{other}", "person_erased"),
    ]


async def test_a_delegation_is_made_and_revoked(registry: Registry, registry_database: Database) -> None:
    """ORG-12."""
    made = (await registry.do(make_delegation("head", "deputy"))).result.id
    revoked = await registry.do(RevokeDelegation(reason="복귀"), subject=UUID(made))
    assert revoked.result.id == made
    assert refused(await registry.run(RevokeDelegation(reason="복귀"), subject=UUID(made))).code == "NOT_FOUND"
    assert await list_written(registry_database) == [
        ("delegations", "delegated"), ("delegations", "delegation_revoked"),
    ]  # fmt: skip


def make_delegation(absent: str, acting: str) -> Delegate:
    return Delegate(absent=absent, acting=acting, valid_from=TODAY, valid_until=date(2024, 2, 9), reason="연가")


async def test_days_come_and_go_with_elections(registry: Registry, registry_database: Database) -> None:
    """CAL-01, CAL-02, CAL-11: an election and its holiday are one append, and so is taking both back."""
    day = date(2024, 4, 10)
    outcomes = [
        await registry.do(DeclareHoliday(day=date(2024, 10, 1), name="국군의 날")),
        await registry.do(RevokeHoliday(day=date(2024, 10, 1), reason="잘못 입력")),
        await registry.do(ScheduleElection(day=day, name="제22대 국회의원선거")),
    ]
    assert refused(await registry.run(RevokeHoliday(day=day, reason="잘못"))).code == "WRONG_STATE"
    outcomes.append(await registry.do(CancelElection(day=day, reason="잘못 입력")))
    assert [each.result.id for each in outcomes] == ["2024-10-01", "2024-10-01", "2024-04-10", "2024-04-10"]
    assert await list_written(registry_database) == [
        ("calendar-2024", "holiday_declared"),
        ("calendar-2024", "holiday_revoked"),
        ("elections", "election_scheduled"),
        ("calendar-2024", "holiday_declared"),
        ("elections", "election_cancelled"),
        ("calendar-2024", "holiday_revoked"),
    ]


def make_policy(version: int) -> AdoptDeadlinePolicy:
    policy = {"id": "DIR_REPORT_3", "version": version, "rule": "BD_EXCL", "n": 5, "valid_from": TODAY, "basis": "계획"}
    return AdoptDeadlinePolicy(policy=DeadlinePolicy.model_validate(policy), reason="보고 시간 확대")


async def test_policies_have_a_stream_each(registry: Registry, registry_database: Database) -> None:
    """CAL-12."""
    assert (await registry.do(make_policy(2))).result.id == "DIR_REPORT_3@2"
    assert await list_written(registry_database) == [("deadline_policy-dir_report_3", "deadline_policy_adopted")]


async def test_a_meeting_goes_its_way(registry: Registry, registry_database: Database) -> None:
    """ORG-10, CAL-09: two candidates, one date, two decisions."""
    command = ScheduleMeeting(
        title="협업회의",
        kind=MeetingKind.COLLABORATION,
        when="2. 2.(금) 또는 2. 5.(월)",
        departments=("roads", "welfare"),
    )
    key, called_off = uuid4(), uuid4()
    states = [
        (await registry.do(command, key=key)).result.state,
        (await registry.do(FixDate(day=TODAY), subject=key)).result.state,
        (await registry.do(RecordMeeting(held_on="2024-02-05", decisions=("하나", "둘")), subject=key)).result.state,
        (await registry.do(command, key=called_off)).result.state,
        (await registry.do(CancelMeeting(reason="연기"), subject=called_off)).result.state,
    ]
    assert states == ["DATE_OPEN", "SCHEDULED", "HELD", "DATE_OPEN", "CANCELLED"]
    assert {stream for stream, _ in await list_written(registry_database)} == {
        f"meeting-{key}",
        f"meeting-{called_off}",
    }
    assert refused(await registry.run(CancelMeeting(reason="연기"))).code == "NOT_FOUND"


async def test_the_mayor_hosts_nothing_before_an_election(registry: Registry) -> None:
    """CAL-10: 2024-02-10 is the sixtieth day before 2024-04-10."""
    await registry.do(ScheduleElection(day=date(2024, 4, 10), name="제22대 국회의원선거"))
    hosted = ScheduleMeeting(title="설명회", kind=MeetingKind.BRIEFING, when="2024-02-09", is_hosted_by_mayor=True)
    await registry.do(hosted)
    inside = hosted.model_copy(update={"when": "2024-02-10"})
    assert refused(await registry.run(inside)).code == "ELECTION_BLACKOUT"


async def test_a_resolution_is_recorded(registry: Registry) -> None:
    """ORG-08."""
    command = RecordResolution(
        committee="시정조정위원회", agenda="도시브랜드", resolved_on="2018. 4월", members=15, present=11, in_favour=9,
        against=1, verdict=Verdict.ADOPTED,
    )  # fmt: skip
    key = uuid4()
    assert (await registry.do(command, key=key)).result.id == str(key)
    assert refused(await registry.run(command.model_copy(update={"present": 7}))).code == "VOTES_DO_NOT_ADD_UP"


async def test_a_plan_is_returned_and_then_concurred_with(registry: Registry) -> None:
    """ORG-09."""
    key = uuid4()
    request = RequestConcurrence(title="계획", text="안", departments=("welfare", "roads"))
    states = [
        (await registry.do(request, key=key, department="planning-audit")).result.state,
        (await registry.do(RefuseConcurrence(reason="협의 먼저"), subject=key, department="roads")).result.state,
        (await registry.do(ResubmitConcurrence(text="고친 안"), subject=key, department="planning-audit")).result.state,
        (await registry.do(Concur(), subject=key, department="roads")).result.state,
        (await registry.do(Concur(), subject=key, department="welfare")).result.state,
    ]
    assert states == ["PENDING", "RETURNED", "PENDING", "PENDING", "CONCURRED"]


async def test_the_clock_is_set_before_anything_else(registry_database: Database) -> None:
    """CAL-14."""
    async with open_log(registry_database.url) as log:
        assert (await Registry(log).do(SetClock(now=NOON))).result.id == "business"


async def race(database: Database, *commands: Command) -> list[Outcome | None]:
    """Return the outcomes of commands that come at once to two replicas in turn."""
    async with open_log(database.url) as one, open_log(database.url) as two:
        replicas = [Registry(one), Registry(two)]
        return await asyncio.gather(*(replicas[n % 2].run(each) for n, each in enumerate(commands)))


def find_codes(outcomes: list[Outcome | None]) -> set[str]:
    return {outcome.code for outcome in outcomes if isinstance(outcome, Refused)}


async def test_racing_replicas_make_one_deputy(registry_database: Database) -> None:
    """ORG-12: eight ask for one absent account at once."""
    outcomes = await race(registry_database, *(make_delegation("head", f"deputy-{n}") for n in range(8)))
    assert [isinstance(outcome, Done) for outcome in outcomes].count(True) == 1
    assert find_codes(outcomes) == {"PERIOD_OVERLAPS"}
    assert len(await read_events(registry_database)) == 1


async def test_racing_replicas_make_no_circle(registry_database: Database) -> None:
    """ORG-12: each of four acts for the next; the one that would close the circle is refused."""
    names = ["a", "b", "c", "d"]
    circle = (make_delegation(absent, acting) for absent, acting in zip(names, names[1:] + names[:1], strict=True))
    outcomes = await race(registry_database, *circle)
    assert [isinstance(outcome, Done) for outcome in outcomes].count(True) == 3
    assert find_codes(outcomes) == {"DELEGATION_LOOP"}


async def test_racing_replicas_adopt_a_version_once(registry_database: Database) -> None:
    """CAL-12."""
    outcomes = await race(registry_database, *(make_policy(2) for _ in range(6)))
    assert [isinstance(outcome, Done) for outcome in outcomes].count(True) == 1
    assert find_codes(outcomes) == {"NOT_NEXT_VERSION"}


async def test_racing_replicas_give_a_department_one_head(registry: Registry, registry_database: Database) -> None:
    """ORG-06."""
    people = [uuid4() for _ in range(6)]
    for person in people:
        await registry.do(make_person(person), key=person)
    posts = (
        AssignPerson(person=person, department="roads", post=Post.DEPARTMENT_HEAD, valid_from=TODAY)
        for person in people
    )
    outcomes = await race(registry_database, *posts)
    assert [isinstance(outcome, Done) for outcome in outcomes].count(True) == 1
    assert find_codes(outcomes) == {"PERIOD_OVERLAPS"}


@pytest.mark.parametrize("attempt", range(3))
async def test_an_election_and_what_the_mayor_plans_do_not_miss_each_other(
    registry_database: Database, attempt: int
) -> None:
    """CAL-10: scheduled at once, the meeting either stood before the election was known or is refused."""
    election = ScheduleElection(day=date(2024, 4, 10), name="제22대 국회의원선거")
    hosted = ScheduleMeeting(
        title=f"설명회 {attempt}", kind=MeetingKind.BRIEFING, when="3. 5.", is_hosted_by_mayor=True
    )
    outcomes = await race(registry_database, *[election, hosted][:: -1 if attempt % 2 else 1])
    streams = [event.stream.split("-")[0] for event in await read_events(registry_database)]
    assert streams in (["elections", "calendar"], ["meeting", "elections", "calendar"])
    assert find_codes(outcomes) == ({"ELECTION_BLACKOUT"} if "meeting" not in streams else set())
