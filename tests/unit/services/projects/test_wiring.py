"""The projects' copies, lookups and timers, without I/O; and that every command has somebody who handles it."""

from datetime import UTC, date, datetime
from functools import reduce
from typing import get_args
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.messages import Command
from contracts.projects import ProjectsCommand, ProjectsEvent
from contracts.projects import facts as kept
from contracts.projects.flagships import FlagshipsApproved, FlagshipsListed
from contracts.projects.milestones import MilestoneDropped, MilestonePlanned, MilestoneReplanned
from contracts.projects.projects import Task
from contracts.projects.real_names import DisclosureDecided
from contracts.projects.service_contracts import ContractSigned
from contracts.projects.slips import CheckSlip, SlipWatched
from contracts.registry import (
    ClockSet,
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    HolidayDeclared,
    HolidayRevoked,
    PartnerKind,
    PartnerRegistered,
    RegistryEvent,
    TeamEnded,
    TeamRegistered,
)
from infra.agenda import Drop, Put
from services.projects import facts
from services.projects.checks import Department, make_day, read_plan
from services.projects.handlers import HANDLERS
from services.projects.handlers.streams import NO_HOLIDAYS, NO_PARTNERS, NO_TEAMS
from services.projects.index import AGENDA, check_slip, read_pair, read_task
from services.projects.index import Task as FoundTask
from services.projects.policies import copy_fact
from tests.contract.examples import read_examples
from tests.making import record_all
from tests.unit.services.projects.project.story import begin

FIRST = date(2018, 1, 1)
NOW = datetime(2018, 8, 1, 1, tzinfo=UTC)
KEY, OTHER = UUID(int=7), UUID(int=8)


def test_every_command_is_handled() -> None:
    commands: tuple[type[Command], ...] = get_args(get_args(ProjectsCommand)[0])
    assert len(commands) > 100
    for command in commands:
        HANDLERS.find(command.model_construct())


def copy(event: RegistryEvent) -> tuple[Command, ...]:
    (recorded,) = record_all([("x", event)])
    return copy_fact(recorded)


def register(code: str, kind: DepartmentKind) -> DepartmentRegistered:
    return DepartmentRegistered(
        code=code, name=code, name_known=True, kind=kind, lineage=code, valid_from=FIRST, valid_until=None
    )


def test_the_registrys_facts_are_copied() -> None:
    """ADR 0007: days, kinds, teams, partners, holidays and the clock; names and people are not."""
    last = date(2018, 7, 31)
    assert copy(register("strategy", DepartmentKind.HEADQUARTERS)) == (
        kept.KeepDepartment(code="strategy", kind=DepartmentKind.HEADQUARTERS, valid_from=FIRST, valid_until=None),
    )
    assert copy(DepartmentEnded(code="strategy", valid_from=FIRST, valid_until=last, reason="통합")) == (
        kept.KeepDepartment(code="strategy", valid_from=FIRST, valid_until=last),
    )
    began = TeamRegistered(code="brand", department="strategy", name="브랜드팀", valid_from=FIRST, valid_until=None)
    ended = TeamEnded(code="brand", department="strategy", valid_from=FIRST, valid_until=last, reason="통합")
    team = kept.KeepTeam(code="brand", department="strategy", valid_from=FIRST, valid_until=None)
    assert copy(began) == (team,)
    assert copy(ended) == (team.model_copy(update={"valid_until": last}),)
    partner = PartnerRegistered(code="chungnam", name="충청남도", kind=PartnerKind.PROVINCE, aliases=())
    assert copy(partner) == (kept.KeepPartner(code="chungnam", kind=PartnerKind.PROVINCE),)
    assert copy(HolidayDeclared(day=FIRST, name="신정")) == (kept.KeepHoliday(day=FIRST),)
    assert copy(HolidayRevoked(day=FIRST, reason="정정")) == (kept.ForgetHoliday(day=FIRST),)
    assert copy(ClockSet(now=NOW)) == (kept.KeepClock(now=NOW),)


def know(*commands: kept.KeepDepartment) -> facts.Offices:
    """Return the departments after copies of them."""
    known: facts.Offices = {}
    for command in commands:
        known = reduce(facts.evolve_departments, facts.decide_department(command, known), known)
    return known


def test_an_end_keeps_what_a_department_is_and_a_copy_again_says_nothing() -> None:
    """PRJ-40, PRJ-64: bureaus are given nothing; town offices alone hold boom-up events."""
    kinds = {"office": DepartmentKind.HEADQUARTERS, "bureau": DepartmentKind.BUREAU, "town": DepartmentKind.TOWN_OFFICE}
    made = [
        kept.KeepDepartment(code=code, kind=kind, valid_from=FIRST, valid_until=None) for code, kind in kinds.items()
    ]
    last = date(2018, 7, 31)
    end = kept.KeepDepartment(code="bureau", valid_from=FIRST, valid_until=last)
    known = know(*made, end)
    assert known["bureau"] == facts.Office(Department(FIRST, last), DepartmentKind.BUREAU)
    assert facts.decide_department(end, known) == ()
    assert facts.list_receivers(known).keys() == {"office", "town"}
    assert facts.list_towns(known).keys() == {"town"}


def test_a_fact_that_is_known_is_not_kept_again() -> None:
    partner = kept.KeepPartner(code="chungnam", kind=PartnerKind.PROVINCE)
    known = reduce(facts.evolve_partners, facts.decide_partner(partner, NO_PARTNERS), NO_PARTNERS)
    assert facts.decide_partner(partner, known) == ()
    team = kept.KeepTeam(code="brand", department="strategy", valid_from=FIRST, valid_until=date(2018, 7, 31))
    teams = reduce(facts.evolve_teams, facts.decide_team(team, NO_TEAMS), NO_TEAMS)
    assert facts.decide_team(team, teams) == ()
    assert facts.find_teams(teams, ("brand", "none"), FIRST) == {"brand": "strategy"}
    assert facts.find_teams(teams, ("brand",), date(2018, 8, 1)) == {}
    days = reduce(facts.evolve_holidays, facts.decide_holiday(kept.KeepHoliday(day=FIRST), NO_HOLIDAYS), NO_HOLIDAYS)
    assert facts.decide_holiday(kept.KeepHoliday(day=FIRST), days) == ()
    (forgotten,) = facts.decide_holiday(kept.ForgetHoliday(day=FIRST), days)
    assert facts.evolve_holidays(days, forgotten) == frozenset()
    assert facts.decide_holiday(kept.ForgetHoliday(day=FIRST), frozenset()) == ()


def test_the_clock_never_goes_back() -> None:
    (followed,) = facts.decide_clock(kept.KeepClock(now=NOW), None)
    assert facts.evolve_clock(None, followed) == NOW
    assert facts.decide_clock(kept.KeepClock(now=NOW), NOW) == ()


def keep(stream: str, event: ProjectsEvent) -> list[Put | Drop]:
    (recorded,) = record_all([(stream, event)])
    return [*AGENDA.keep(recorded)]


def test_a_milestone_is_looked_at_two_weeks_after_its_planned_end() -> None:
    """At nine in Seoul; what has no end, was reached or dropped is not."""
    stream, key = f"project-{KEY}", f"{KEY}|1"
    planned = MilestonePlanned(
        number=1, title="준공", planned=make_day(date(2018, 8, 3)), evidence_required=False, is_out_of_order=False
    )
    nine = datetime(2018, 8, 17, 0, tzinfo=UTC)
    waits = Put("waiting", key, "waiting")
    assert keep(stream, planned) == [Put("slips", key, due_at=nine), waits]
    assert check_slip(key, nine) == CheckSlip(project=KEY, number=1, day=date(2018, 8, 17))
    again = SlipWatched(number=1, again_on=date(2018, 8, 20))
    assert keep(stream, again) == [Put("slips", key, due_at=datetime(2018, 8, 20, 0, tzinfo=UTC))]
    open_end = read_plan("2018. 9월 ~", date(2018, 8, 1))
    replanned = MilestoneReplanned(number=1, planned=open_end, is_out_of_order=False, reason="연기")
    assert keep(stream, replanned) == [Drop("slips", key), waits]
    assert keep(stream, MilestoneDropped(number=1, reason="생략")) == [Drop("slips", key), Drop("waiting", key)]


def test_approved_flagships_have_their_milestones_looked_at_again() -> None:
    """PRJ-80, XS-03: their timers may have asked before there was a list; each that waits is asked of once more."""
    events: list[ProjectsEvent] = [
        FlagshipsApproved(year=2018, projects=(KEY,)),
        FlagshipsListed(year=2018, projects=(KEY,)),
    ]
    approved, listed = record_all([("flagships-2018", event) for event in events])
    ((sweep, bucket),) = AGENDA.find_sweeps(approved)
    assert (sweep.lookup, bucket) == ("waiting", "waiting")
    command = sweep.command(approved, f"{KEY}|3")
    assert command == CheckSlip(project=KEY, number=3, day=find_seoul_day(approved.effectiveat))
    assert AGENDA.find_sweeps(listed) == []


def test_a_task_finds_its_projects_and_a_project_what_is_its() -> None:
    registered = begin(task=Task(year=2018, number=3)).last
    (put,) = keep(f"project-{KEY}", registered)
    assert isinstance(put, Put)
    assert (put.bucket, read_task(put.key)) == ("2018", FoundTask(2018, 3, KEY))
    assert keep(f"project-{KEY}", begin().last) == []
    examples = read_examples()
    signed = ContractSigned.model_validate({**examples["projects.contract_signed.v1"], "project": KEY})
    decided = DisclosureDecided.model_validate({**examples["projects.disclosure_decided.v1"], "project": KEY})
    for stream, event in ((f"contract-{OTHER}", signed), (f"real_name_request-{OTHER}", decided)):
        (put,) = keep(stream, event)
        assert isinstance(put, Put)
        assert (put.bucket, read_pair(put.key)) == (str(KEY), (KEY, OTHER))
    assert keep(f"real_name_request-{OTHER}", decided.model_copy(update={"accepted": False})) == []
