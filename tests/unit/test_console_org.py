"""What the pages of the organisation make of their rows, and what the table of small forms holds."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.calendar import Calendar
from contracts.calendar.policies import POLICIES
from contracts.registry import Post, RegisterDepartment
from contracts.registry.organisation import DepartmentKind
from gateway.answers.moving import find_moves
from gateway.console.forms import read_day
from gateway.console.org.acts import ACTS, CALENDAR, ORG, Act, find_after, list_groups
from gateway.console.org.effects import lay_out_moves, lay_out_stopped, reopen
from gateway.console.org.fields import (
    Field,
    Kind,
    Source,
    check,
    explain,
    make_payload,
    read_links,
    read_values,
    show_value,
)
from gateway.console.org.laying import lay_out_groups, lay_out_seats, link_department
from gateway.console.org.lists import REGISTERS, list_registers, tell_delegation
from gateway.console.org.options import tell_days
from gateway.console.search.laying import find_named, group_people, group_reports, squeeze
from gateway.queries.finding import MOST
from gateway.views.assignment import Row as Assignment
from gateway.views.department import Row as Department
from gateway.views.directive_board import Row as Directive
from gateway.views.quarterly_report import Row as Report
from gateway.views.team import Row as Team
from tests.unit.test_console_board import ISSUED

DAY = date(2024, 12, 2)
OWN = {"rename"}
"""Forms that make their commands of more than their fields."""


def make_department(code: str, name: str, kind: str = "HEADQUARTERS", parent: str | None = None) -> Department:
    return Department(code, name, True, kind, None, parent, code, date(2024, 1, 1), None, None, 1, 1)


def make_team(code: str, department: str) -> Team:
    return Team(code, department, code, date(2024, 1, 1), None, None, 1, 1)


FOUND = [
    make_department("bureau", "기획행정국", "BUREAU"),
    make_department("planning", "기획 감사실", parent="bureau"),
    make_department("general", "총무과", parent="bureau"),
    make_department("alone", "세정과", parent="gone"),
    make_department("yeonmu", "연무읍", "TOWN_OFFICE"),
]


def test_departments_stand_below_their_bureau_and_orphans_at_the_top() -> None:
    """ORG-01, ORG-05: each department once, with how many teams it has."""
    groups = lay_out_groups(FOUND, [make_team("a", "planning"), make_team("b", "planning")], "", DAY, DAY)
    shown = {(group.label, group.count): [unit.row.code for unit in group.units] for group in groups}
    assert shown == {("국", 1): ["bureau"], ("본청", 3): ["alone"], ("읍면동", 1): ["yeonmu"]}
    (bureau,) = groups[0].units
    assert [(unit.row.code, unit.teams) for unit in bureau.children] == [("planning", 2), ("general", 0)]


@pytest.mark.parametrize("words", ["기획감사", "감 사실", "planning"])
def test_words_find_departments_without_regard_to_spaces(words: str) -> None:
    groups = lay_out_groups(FOUND, [], words, DAY, DAY)
    assert [unit.row.code for group in groups for unit in group.units] == ["planning"]
    assert lay_out_groups(FOUND, [], "없는 부서", DAY, DAY) == []


def test_a_day_of_the_past_stays_in_the_address() -> None:
    assert link_department("planning", DAY, DAY) == "/org/planning"
    assert link_department("planning", date(2018, 8, 1), DAY) == "/org/planning?as_of=2018-08-01"
    assert [read_day(text) for text in ("x", "1899-12-31", "2200-01-01", "2024-02-30")] == [None] * 4


def test_who_leads_stands_first() -> None:
    """ORG-06: the head of a department before its teams, officers by team, people from outside last."""

    def seat(key: str, post: Post, team: str | None = None) -> Assignment:
        return Assignment(key, f"person-{key}", "planning", team, post, date(2024, 1, 1), None, None, None, 1)

    posts = [
        seat("juror", Post.JUROR),
        seat("b", Post.OFFICER, "b-team"),
        seat("a", Post.OFFICER, "a-team"),
        seat("team", Post.TEAM_HEAD, "b-team"),
        seat("head", Post.DEPARTMENT_HEAD),
    ]
    seats = lay_out_seats(posts, {"person-head": "실장"}, {"a-team": "가 팀", "b-team": "나 팀"})
    assert [each.row.assignment for each in seats] == ["head", "team", "a", "b", "juror"]
    assert [each.name for each in seats] == ["실장", "", "", "", ""]


@pytest.mark.parametrize("act", [each for each in ACTS.values() if each.slug not in OWN], ids=lambda act: act.slug)
def test_a_form_asks_for_all_that_its_command_needs_and_for_nothing_else(act: Act) -> None:
    fields = act.command.model_fields
    asked = {each.name.partition(".")[0] for each in act.fields} | {name for name, _ in act.adds}
    assert asked <= set(fields)
    assert {name for name, field in fields.items() if field.is_required()} <= asked


def test_every_form_stands_in_one_list_or_is_reached_from_what_it_acts_on() -> None:
    listed = [act.slug for home in (ORG, CALENDAR) for _, acts in list_groups(home) for act in acts]
    others = {act.slug for act in ACTS.values() if not act.is_listed}
    assert sorted(listed) == sorted(set(ACTS) - others)
    assert all(ACTS[slug].has_subject for slug in others)
    assert {slug for register in REGISTERS.values() for slug in register.acts} <= set(ACTS)
    assert "list" not in ACTS


def test_a_form_leads_to_what_it_made() -> None:
    assert find_after(ACTS["team"], {"department": "planning", "code": "x"}) == "/org/planning"
    assert find_after(ACTS["department"], {"code": "new"}) == "/org/new"
    assert find_after(ACTS["assign"], {"department": ""}) == "/org"
    assert find_after(ACTS["policy"], {"policy.id": "X"}) == "/calendar/policies"


def test_what_is_typed_becomes_a_command() -> None:
    """ORG-02: parts go below their whole; what is left empty is absent."""
    act = ACTS["counts"]
    form = FormData({"valid_from": "2024-01-01", "total": "59", "kinds.HEADQUARTERS": "36", "kinds.COUNCIL": "0",
                     "kinds.DIRECT_AGENCY": "7", "kinds.PROJECT_OFFICE": "1", "kinds.TOWN_OFFICE": "15",
                     "source": " 업무계획 315행 "})  # fmt: skip
    values = read_values(act.fields, form)
    assert check(act.fields, values, {}) == {}
    command: Any = act.command.model_validate(make_payload(act.fields, values))
    assert (command.total, command.kinds[DepartmentKind.TOWN_OFFICE], command.towns) == (59, 15, None)
    assert command.source == "업무계획 315행"


def test_a_box_that_is_not_ticked_says_no() -> None:
    fields = (Field("is_holiday", "공휴일", Kind.CHECK), Field("aliases", "이름", Kind.NAMES, optional=True))
    assert make_payload(fields, {"is_holiday": "", "aliases": ""}) == {"is_holiday": False}
    assert make_payload(fields, {"is_holiday": "yes", "aliases": "가\n\n 나 "}) == {
        "is_holiday": True,
        "aliases": ["가", "나"],
    }


def test_what_is_missing_or_not_offered_is_told_at_its_field() -> None:
    fields = (
        Field("day", "날", Kind.DAY),
        Field("n", "수", Kind.WHOLE),
        Field("code", "부서", Kind.CHOICE, source=Source.DEPARTMENTS),
        Field("note", "글", optional=True),
    )
    options = {Source.DEPARTMENTS: {"roads": "도로과"}}
    assert set(check(fields, {}, options)) == {"day", "n", "code"}
    for day in ("2024-2-1", "0001-01-01", "2200-01-01"):
        wrong = check(fields, {"day": day, "n": "-1", "code": "elsewhere"}, options)
        assert set(wrong) == {"day", "n", "code"}
    assert check(fields, {"day": "2024-02-01", "n": "1", "code": "roads"}, options) == {}


def test_a_command_explains_itself_at_the_field() -> None:
    act = ACTS["department"]
    with pytest.raises(ValidationError) as refused:
        RegisterDepartment.model_validate({"code": "Bad Code", "name": "가" * 201, "name_known": True})
    wrong = explain(act.fields, refused.value)
    assert {"code", "name", "kind", "lineage", "valid_from"} <= set(wrong)
    assert wrong["code"].startswith("부서 코드: ")


def test_a_link_fills_in_what_it_brings_and_no_more() -> None:
    fields = (Field("code", "부서"), Field("is_holiday", "공휴일", Kind.CHECK, initial="yes"))
    assert read_links(fields, {"code": "roads\x00", "other": "x"}) == {"code": "roads", "is_holiday": "yes"}


@pytest.mark.parametrize(
    ("wanted", "value", "shown"),
    [
        (Field("d", "날", Kind.DAY), "2024-12-02", "2024. 12. 2.(월)"),
        (Field("d", "날", Kind.DAY), "", "없음"),
        (Field("c", "예", Kind.CHECK), "", "아니요"),
        (Field("n", "수", Kind.WHOLE), "1234", "1,234"),
        (Field("k", "구분", Kind.CHOICE, choices={"A": "가"}), "A", "가"),
        (Field("s", "부서", Kind.CHOICE, source=Source.DEPARTMENTS), "roads", "도로과"),
        (Field("a", "이름", Kind.NAMES), "가\n나", "가, 나"),
    ],
)
def test_what_was_typed_is_shown_as_a_person_reads_it(wanted: Field, value: str, shown: str) -> None:
    assert show_value(wanted, value, {Source.DEPARTMENTS: {"roads": "도로과"}}) == shown


SHARED: Directive = replace(
    Directive(**{name: getattr(ISSUED, name) for name in Directive.__dataclass_fields__}),
    state="SHARED",
    issued_on=date(2024, 1, 26),
    share_due=date(2024, 1, 26),
    shared_on=date(2024, 1, 26),
    lead="roads",
    report_policy="DIR_REPORT_3@1",
    report_due=date(2024, 1, 31),
    due=date(2024, 1, 31),
)
"""Shared on a Friday; three business days end on Wednesday the 31st."""
LATE_HOLIDAY = date(2024, 1, 30)


def test_a_revoked_holiday_gives_its_day_back() -> None:
    """CAL-11: with the 30th off the report is due on 1 February, and on 31 January when it is taken back."""
    with_holiday = replace(SHARED, report_due=date(2024, 2, 1))
    calendar = Calendar(frozenset({LATE_HOLIDAY}))
    (move,) = find_moves([with_holiday], calendar, POLICIES, LATE_HOLIDAY, is_revoked=True)
    assert (move.running.due, move.after) == (date(2024, 2, 1), date(2024, 1, 31))
    transferred = replace(SHARED, report_due=date(2024, 2, 8))
    (move,) = find_moves([transferred], calendar, POLICIES, LATE_HOLIDAY, is_revoked=True)
    assert move.after == date(2024, 2, 7)
    assert find_moves([SHARED], Calendar(), POLICIES, LATE_HOLIDAY, is_revoked=True) == []


def test_what_has_been_met_is_told_as_staying() -> None:
    """CAL-11: a report that came before keeps its deadline, and is named so."""
    reported = replace(SHARED, state="REPORTED", reported_on=date(2024, 1, 29), due=None)
    assert find_moves([reported], Calendar(), POLICIES, LATE_HOLIDAY) == []
    kept = find_moves(reopen(reported), Calendar(), POLICIES, LATE_HOLIDAY)
    effect = lay_out_stopped(kept)
    assert [[cell.text for cell in row] for row in effect.cells] == [["2024-0119", "우선보고", "2024. 1. 31.(수)"]]
    shown = lay_out_moves(find_moves([SHARED], Calendar(), POLICIES, LATE_HOLIDAY), {"roads": "도로과"})
    assert [cell.text for cell in shown.cells[0]] == [
        "2024-0119",
        "우선보고",
        "도로과",
        "2024. 1. 31.(수)",
        "2024. 2. 1.(목)",
    ]
    assert shown.is_warning
    assert (lay_out_moves([], {}).heads, lay_out_moves([], {}).is_warning) == ((), False)


def test_a_delegation_says_how_it_stands() -> None:
    """ORG-12."""
    days = date(2024, 12, 2), date(2024, 12, 6)
    assert [tell_delegation(date(2024, 12, n), *days, None) for n in (1, 2, 6, 7)] == [
        "예정",
        "대행 중",
        "대행 중",
        "끝남",
    ]
    assert tell_delegation(date(2024, 12, 2), *days, "복귀") == "해제"


def test_names_of_people_are_listed_for_the_office_alone() -> None:
    """ORG-06."""
    operator, officer = ACTS["person"].command.roles, set(REGISTERS["posts"].roles)
    assert all("people" not in [each.slug for each in list_registers(role)] for role in officer - set(operator))
    assert "people" in [each.slug for each in list_registers(next(iter(operator)))]


def test_search_compares_without_spaces() -> None:
    """DIR-21: two syllables of a name are enough."""
    named = {"a": ("홍 보담당", ""), "b": ("총무담당", "help@example.invalid")}
    assert [each.name for each in find_named(named, "홍보")] == ["홍 보담당"]
    assert [each.name for each in find_named(named, "HELP@")] == ["총무담당"]
    assert squeeze(" 기 획 Team ") == "기획team"


def test_a_person_is_found_with_the_department_where_he_is() -> None:
    """ORG-06: of many the first are shown and all are counted; who has no post is in the list of people."""
    named = {f"{n:02}": (f"담당 {n:02}", "") for n in range(30)}
    found = find_named(named, "담당")
    group = group_people(found, {"00": ("roads", "도로과 담당")})
    assert (group.total, len(group.hits)) == (30, MOST)
    assert [(hit.title, hit.link, hit.note) for hit in group.hits[:2]] == [
        ("담당 00", "/org/roads", "도로과 담당"), ("담당 01", "/org/list/people", ""),
    ]  # fmt: skip


def test_what_begins_later_or_ends_says_so() -> None:
    """ORG-01: a department of next year can be given teams and posts today, and is told from one that is."""
    first, last = date(2025, 1, 1), date(2024, 12, 31)
    assert tell_days(DAY, None, DAY) == ""
    assert tell_days(first, None, DAY) == " (2025. 1. 1.(수)부터)"
    assert tell_days(DAY, last, DAY) == " (2024. 12. 31.(화)까지)"


def test_a_quarterly_report_is_found_by_its_title() -> None:
    report = Report("2024-Q3/2", "2024-Q3", 2, date(2024, 10, 14), {}, 80, 1, None, 5)
    for words in ("3분기", "2024년 3", "총괄보고", "2024-Q3"):
        assert group_reports([report], words, has_page=True).total == 1
    (hit,) = group_reports([report], "3분기", has_page=True).hits
    assert (hit.title, hit.link) == ("2024년 3분기 총괄보고 제2판", "/reports/2024-Q3/2")
    assert group_reports([report], "4분기", has_page=True).total == 0
