"""Facts copied from the registry, and the policy that copies them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.calendar.policies import POLICIES, DeadlinePolicy, Rule
from contracts.directives import (
    DepartmentRecorded,
    DirectivesEvent,
    HolidayRecorded,
    NumberTaken,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    RecordPolicy,
    RecordRevokedHoliday,
    RecordTeam,
)
from contracts.errors import Rejected
from contracts.messages import Command, Recorded
from contracts.registry import (
    ClockSet,
    DeadlinePolicyAdopted,
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
    RegistryEvent,
    TeamRegistered,
)
from contracts.values import Role
from services.directives import facts, number_series
from services.directives.directive.ground import Department
from services.directives.policies import copy_fact
from tests.making import record_all

PLANNING = Department("planning-audit", date(2023, 1, 1), None)
RECORD = RecordDepartment(code="planning-audit", valid_from=date(2023, 1, 1), valid_until=None)
TEAM = RecordTeam(code="innovation", department="planning-audit", valid_from=date(2023, 1, 1), valid_until=None)
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


def test_a_new_department_becomes_a_fact() -> None:
    """ORG-01, as the directives know it."""
    (event,) = facts.decide_department(RECORD, None)
    assert facts.evolve_department(None, event) == PLANNING


def test_a_known_department_is_not_recorded_again() -> None:
    assert facts.decide_department(RECORD, PLANNING) == ()


def test_a_changed_department_is_recorded_anew() -> None:
    """ORG-01: its last day became known."""
    (event,) = facts.decide_department(RECORD.model_copy(update={"valid_until": date(2025, 6, 30)}), PLANNING)
    changed = facts.evolve_department(PLANNING, event)
    assert changed is not None
    assert changed.valid_until == date(2025, 6, 30)


def test_a_holiday_becomes_a_fact_once() -> None:
    (event,) = facts.decide_holiday(RecordHoliday(day=date(2024, 2, 9)), frozenset())
    known = facts.evolve_holidays(frozenset([date(2024, 1, 1)]), event)
    assert known == {date(2024, 1, 1), date(2024, 2, 9)}
    assert facts.decide_holiday(RecordHoliday(day=date(2024, 2, 9)), known) == ()


def test_facts_of_another_kind_change_nothing() -> None:
    taken: DirectivesEvent = NumberTaken(number=1)
    assert facts.evolve_department(PLANNING, taken) == PLANNING
    assert facts.evolve_holidays(frozenset(), taken) == frozenset()
    assert number_series.evolve(3, HolidayRecorded(day=date(2024, 2, 9))) == 3


def test_a_revoked_holiday_is_dropped_once() -> None:
    """CAL-11."""
    (event,) = facts.decide_holiday(RecordRevokedHoliday(day=date(2024, 2, 9)), frozenset([date(2024, 2, 9)]))
    known = facts.evolve_holidays(frozenset([date(2024, 2, 9), date(2024, 2, 12)]), event)
    assert known == {date(2024, 2, 12)}
    assert facts.decide_holiday(RecordRevokedHoliday(day=date(2024, 2, 9)), known) == ()


def test_a_team_becomes_a_fact_of_its_days() -> None:
    """ORG-05: known again as it is, recorded anew where it has a last day."""
    (event,) = facts.decide_team(TEAM, None)
    team = facts.evolve_team(None, event)
    assert team is not None
    assert facts.decide_team(TEAM, team) == ()
    (ended,) = facts.decide_team(TEAM.model_copy(update={"valid_until": date(2024, 6, 30)}), team)
    team = facts.evolve_team(team, ended)
    assert team is not None
    days = [date(2022, 12, 31), date(2023, 1, 1), date(2024, 6, 30), date(2024, 7, 1)]
    assert [team.find_department(day) for day in days] == [None, "planning-audit", "planning-audit", None]


def make_policy(policy_id: str = "DIR_REPORT_3", rule: Rule = Rule.BD_EXCL, n: int | None = 2) -> DeadlinePolicy:
    return DeadlinePolicy(id=policy_id, version=2, rule=rule, n=n, valid_from=date(2024, 3, 1), basis="지침 개정")


def test_a_version_of_a_policy_becomes_a_fact_once() -> None:
    """CAL-12."""
    (event,) = facts.decide_policy(RecordPolicy(policy=make_policy()), POLICIES)
    known = facts.evolve_policies(POLICIES, event)
    assert known == (*POLICIES, make_policy())
    assert facts.decide_policy(RecordPolicy(policy=make_policy()), known) == ()
    assert facts.decide_policy(RecordPolicy(policy=POLICIES[0]), POLICIES) == ()


@pytest.mark.parametrize(
    "policy",
    [
        make_policy(rule=Rule.WH),
        make_policy(rule=Rule.HOURS),
        make_policy(n=None),
        make_policy("DIR_SHARE", Rule.NONE, None),
        make_policy("DIR_LONG"),
        make_policy("DIR_NONE"),
    ],
)
def test_a_policy_that_would_stop_every_share_is_refused(policy: DeadlinePolicy) -> None:
    """CAL-12: it becomes an operator's task, and deadlines are set as before."""
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        facts.decide_policy(RecordPolicy(policy=policy), POLICIES)


@pytest.mark.parametrize("policy", [make_policy("DIR_LONG", n=None), make_policy("DIR_NONE", Rule.NONE, None)])
def test_a_policy_without_length_stays_without(policy: DeadlinePolicy) -> None:
    assert len(facts.decide_policy(RecordPolicy(policy=policy), POLICIES)) == 1


def read(data: RegistryEvent) -> Recorded[RegistryEvent]:
    return record_all([("department-planning-audit", data)])[0]


@pytest.mark.parametrize(
    ("data", "commands"),
    [
        (
            DepartmentRegistered(
                code="planning-audit", name="기획감사실", name_known=True, kind=DepartmentKind.HEADQUARTERS,
                lineage="planning", valid_from=date(2023, 1, 1), valid_until=None,
            ),
            (RECORD,),
        ),
        (HolidayDeclared(day=date(2024, 2, 9), name="설날"), (RecordHoliday(day=date(2024, 2, 9)),)),
        (
            DepartmentEnded(
                code="planning-audit", valid_from=date(2023, 1, 1), valid_until=date(2024, 6, 30), reason="조직 개편"
            ),
            (RECORD.model_copy(update={"valid_until": date(2024, 6, 30)}),),
        ),
        (
            TeamRegistered(
                code="innovation", department="planning-audit", name="혁신기획팀", valid_from=date(2023, 1, 1),
                valid_until=None,
            ),
            (TEAM,),
        ),
        (HolidayRevoked(day=date(2024, 2, 9), reason="잘못 등록"), (RecordRevokedHoliday(day=date(2024, 2, 9)),)),
        (
            ElectionScheduled(
                day=date(2024, 4, 10), name="국회의원 선거", is_holiday=True, made_holiday=True, confirmed_on=None
            ),
            (),  # its holiday comes by itself
        ),
        (DeadlinePolicyAdopted(policy=make_policy(), reason="개정"), (RecordPolicy(policy=make_policy()),)),
        (DeadlinePolicyAdopted(policy=make_policy("PET_GRIEVANCE"), reason="개정"), ()),  # not of directives
        (ClockSet(now=NEW_YEAR), (RecordClock(now=NEW_YEAR),)),
    ],
)  # fmt: skip
def test_the_policy_copies_what_deadlines_rest_on(data: RegistryEvent, commands: tuple[Command, ...]) -> None:
    assert copy_fact(read(data)) == commands


def test_only_a_policy_records_facts() -> None:
    assert RecordDepartment.roles == RecordHoliday.roles == RecordClock.roles == {Role.SYSTEM}


def test_the_manual_clock_is_copied_forward_only() -> None:
    """CAL-14."""
    (event,) = facts.decide_clock(RecordClock(now=NEW_YEAR), None)
    known = facts.evolve_clock(None, event)
    assert known == NEW_YEAR
    for earlier in (NEW_YEAR, NEW_YEAR - timedelta(seconds=1)):
        assert facts.decide_clock(RecordClock(now=earlier), known) == ()
    (later,) = facts.decide_clock(RecordClock(now=NEW_YEAR + timedelta(seconds=1)), known)
    assert facts.evolve_clock(known, later) == NEW_YEAR + timedelta(seconds=1)


def test_a_department_valid_in_between_only() -> None:
    """ORG-01."""
    event = DepartmentRecorded(code="a", valid_from=date(2018, 1, 1), valid_until=date(2018, 1, 2))
    known = facts.evolve_department(None, event)
    assert known is not None
    days = [date(2017, 12, 31), date(2018, 1, 1), date(2018, 1, 2), date(2018, 1, 3)]
    assert [known.is_valid_on(day) for day in days] == [False, True, True, False]
