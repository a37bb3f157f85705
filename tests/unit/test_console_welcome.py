"""The first screen as laid out: who may come in at home, and which steps of the tour are done."""

from datetime import date
from uuid import UUID

import pytest

from contracts.directives import DirectivesEvent, PriorityReportSubmitted
from contracts.messages import Event, Recorded
from contracts.registry import HolidayDeclared
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.welcome.laying import Late, Step, find_officer, is_at_home, lay_out_tour, list_officers
from tests.making import record_all

DIRECTIVE = UUID(int=7)
LATE = Late(str(UUID(int=8)), "2024-0114", "office2024-01", "사업소 01")
TOWN = Principal("officer", Role.OFFICER, "town-yeonmu", "연무읍 담당자")
OFFICE = Principal("officer-office2024-01", Role.OFFICER, "office2024-01", "사업소 01 담당자")
INSPECTOR = Principal("inspector", Role.OFFICER, "planning-audit", "감사팀 조사 담당자", team="audit-team")
ACCOUNTS = [INSPECTOR, OFFICE, TOWN, Principal("mayor", Role.MAYOR, None, "시장")]


def report(late_days: int) -> DirectivesEvent:
    return PriorityReportSubmitted(text="늦게 보고함", reported_on=date(2024, 12, 2), report_late_days=late_days)


def lay_out(*events: tuple[str, Event], late: Late | None = LATE) -> list[Step]:
    done: list[Recorded[Event]] = list(record_all(events))
    return lay_out_tour(done, late, ACCOUNTS, [])


@pytest.mark.parametrize(
    ("client", "host", "headers", "is_home"),
    [
        ("127.0.0.1", "127.0.0.1:8080", [], True),
        ("127.0.0.1", "localhost", ["accept"], True),
        ("::1", "[::1]:8080", [], True),
        ("127.8.8.8", "localhost:8080", [], True),
        ("192.168.0.7", "localhost:8080", [], False),
        ("127.0.0.1", "hwanryu.example", [], False),
        ("127.0.0.1", "localhost@evil.example", [], False),
        ("127.0.0.1", "", [], False),
        ("127.0.0.1", "[::1", [], False),
        (None, "localhost", [], False),
        ("testclient", "localhost", [], False),
        ("127.0.0.1", "localhost", ["X-Real-IP"], False),
        ("127.0.0.1", "localhost", ["via"], False),
    ],
)
def test_only_this_machine_by_its_own_name_and_no_proxy_is_home(
    client: str | None, host: str, headers: list[str], is_home: bool
) -> None:
    assert is_at_home(client, host, headers) is is_home


def test_the_departments_officers_are_offered_the_first_one_first() -> None:
    """Who belongs to the audit team is none of them."""
    assert [each.user for each in list_officers(ACCOUNTS)] == ["officer", "officer-office2024-01"]
    assert find_officer(ACCOUNTS, "office2024-01") == "officer-office2024-01"
    assert find_officer(ACCOUNTS, "nowhere") == "officer"


def test_a_tour_begins_with_nothing_done() -> None:
    steps = lay_out()
    assert [step.is_done for step in steps] == [False] * 6
    assert (steps[2].user, steps[2].path) == ("officer-office2024-01", f"/directives/{LATE.directive}")


def test_a_late_report_and_a_holiday_are_seen() -> None:
    """The two clocks are then shown on the directive that was reported on."""
    holiday = HolidayDeclared(day=date(2024, 12, 5), name="임시공휴일", announced_on=None)
    steps = lay_out((f"directive-{DIRECTIVE}", report(4)), ("holiday-2024-12-05", holiday))
    assert [step.is_done for step in steps] == [False, False, True, False, True, False]
    assert steps[3].path == f"/directives/{DIRECTIVE}"


def test_a_report_in_time_is_no_late_one() -> None:
    steps = lay_out((f"directive-{DIRECTIVE}", report(0)), late=None)
    assert not steps[2].is_done
    assert steps[2].path == "/directives?state=SHARED"
