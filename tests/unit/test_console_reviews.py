"""심사분석, 역점사업: what their pages show and what a line of the grid sends (PRJ-80 to PRJ-82)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from starlette.datastructures import FormData

from contracts.calendar.periods import Period, Precision
from contracts.projects.reviews import Rating
from gateway.console.present import ChipKind
from gateway.console.reviews import flagships, forms
from gateway.console.reviews.grid import (
    Line,
    Query,
    Reader,
    format_percent,
    format_share,
    lay_out_grid,
    lay_out_line,
    lay_out_records,
    list_quarters,
    make_record,
    rating_chip,
    read_entry,
    read_percent,
)
from gateway.views import flagship_list, project, review

TODAY = date(2024, 12, 2)
QUARTER = "2024-Q4"
PROJECT = "6f4f1c1e-0000-4000-8000-000000000001"
REVIEW = "6f4f1c1e-0000-4000-8000-0000000000aa"
NAMES = {"strategy": "전략기획실"}
OFFICE = Reader(TODAY, is_office=True, department=None)
MARCH = Period(value="2025-03", precision=Precision.MONTH).model_dump(mode="json")


def make_project(key: str = PROJECT, name: str = "도시브랜드 개발") -> project.Row:
    told: dict[str, Any] = {
        "project": key,
        "name": name,
        "lead": "strategy",
        "kind": "RESEARCH",
        "phase": "STARTED",
        "period": {"value": "2024", "precision": "year"},
        "first_day": date(2024, 1, 1),
        "last_day": date(2024, 12, 31),
        "version": 1,
        "position": 1,
        "aliases": [],
        "effects": [],
        "is_international_event": False,
        "review_category": "GENERAL",
    }
    rest = ("team", "term", "summary", "address", "latitude", "longitude", "area_m2", "parent", "relation", "note")
    more = ("task_year", "task_number", "external_system", "external_id")
    return project.Row(**{**dict.fromkeys((*rest, *more)), **told})


def make_review(rating: str | None = "LAGGING", **more: Any) -> review.Row:
    told: dict[str, Any] = {
        "review": REVIEW,
        "version": 2,
        "position": 9,
        "project": PROJECT,
        "kind": "QUARTERLY",
        "quarter": QUARTER,
        "milestone": None,
        "reason": None,
        "planned": 6_000,
        "actual": 5_100,
        "rating": rating,
        "policy": 1,
        "cause": "보상 지연",
        "remedy": "수용재결 신청",
        "recovery": MARCH,
    }
    return review.Row(**{**told, **more})


def make_line(found: review.Row | None, reader: Reader = OFFICE) -> Line:
    return lay_out_line(make_project(), found, NAMES, reader, "/reviews/quarters/2024-Q4/x")


def fill(**values: str) -> FormData:
    return FormData({"planned": "60", "actual": "60", "seen": "2", **values})


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("62.5", 6_250),
        ("62.05%", 6_205),
        (" 100 ", 10_000),
        ("0", 0),
        ("100.01", None),
        ("62.555", None),
        ("-1", None),
        ("６２", None),
        ("", None),
    ],
)
def test_a_percentage_is_read_exactly(text: str, points: int | None) -> None:
    assert read_percent(text) == points


@pytest.mark.parametrize(("points", "shown"), [(6_250, "62.5"), (6_205, "62.05"), (10_000, "100"), (0, "0")])
def test_a_percentage_is_shown_as_it_was_typed(points: int, shown: str) -> None:
    assert format_percent(points) == shown


@pytest.mark.parametrize(
    ("planned", "actual", "shown"),
    [
        (6_000, 5_100, "85%"),
        (3_000, 2_000, "66.66…%"),
        (10_000, 8_999, "89.99%"),
        (9_001, 8_100, "89.99…%"),
        (5_000, 6_000, "120%"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_never_rounded_up_to_a_threshold(planned: int, actual: int, shown: str) -> None:
    """PRJ-82: 5,100 of 6,000 are 85 %; 8,100 of 9,001 are 89.9900…, less than the 90 % of a normal one."""
    assert format_share(planned, actual) == shown


@pytest.mark.parametrize(
    ("rating", "kind", "word"),
    [
        (Rating.NORMAL, ChipKind.DONE, "정상"),
        (Rating.LAGGING, ChipKind.SOON, "부진"),
        (Rating.SEVERE, ChipKind.LATE, "심각"),
        (Rating.NOT_DUE, ChipKind.WAITING, "시기 미도래"),
        (None, ChipKind.NONE, "미기록"),
    ],
)
def test_a_rating_is_shape_and_word_and_names_its_rule(rating: str | None, kind: ChipKind, word: str) -> None:
    """PRJ-82: 90 and 70 % of the plan, by the first version of the policy."""
    chip = rating_chip(rating, TODAY)
    assert (chip.kind, chip.word) == (kind, word)
    assert "90%" in chip.title
    assert "70%" in chip.title
    assert "정책 1판" in chip.title


def test_what_lags_is_refused_at_each_field_that_is_empty() -> None:
    """PRJ-82: 50 of 60 are 83.3 %: cause, remedy and recovery are all asked for, each where it stands."""
    entry = read_entry(fill(actual="50", cause="보상 지연"), TODAY)
    assert set(entry.errors) == {"remedy", "recovery"}
    assert entry.is_behind
    assert read_entry(fill(actual="54"), TODAY).errors == {}
    assert set(read_entry(fill(actual="41.99"), TODAY).errors) == {"cause", "remedy", "recovery"}
    assert read_entry(fill(planned="0", actual="0"), TODAY).errors == {}


def test_a_number_that_is_none_is_refused_where_it_stands() -> None:
    entry = read_entry(fill(planned="육십", actual="101"), TODAY)
    assert set(entry.errors) == {"planned", "actual"}
    assert (entry.planned, entry.actual) == ("육십", "101")


def test_a_line_becomes_its_command() -> None:
    """PRJ-81, PRJ-82: percent as basis points; what was left empty is absent."""
    entry = read_entry(fill(actual="50", cause="보상 지연", remedy="수용재결", recovery="2025. 3월"), TODAY)
    command = make_record(UUID(PROJECT), QUARTER, entry)
    assert command is not None
    assert (command.planned, command.actual, command.quarter) == (6_000, 5_000, QUARTER)
    assert command.recovery_date == "2025. 3월"
    normal = make_record(UUID(PROJECT), None, read_entry(fill(), TODAY))
    assert normal is not None
    assert (normal.cause, normal.remedy, normal.recovery_date) == (None, None, None)
    assert make_record(UUID(PROJECT), QUARTER, read_entry(fill(cause="\x00"), TODAY)) is None


def test_the_same_record_after_the_same_version_is_one_command() -> None:
    first, again = read_entry(fill(), TODAY), read_entry(fill(), TODAY)
    assert first.key == again.key
    assert first.key != read_entry(fill(seen="3"), TODAY).key
    assert first.key != read_entry(fill(actual="59"), TODAY).key


def test_who_may_record() -> None:
    """PRJ-81: the lead's officer and the coordinating office; nobody once it is closed."""
    own = Reader(TODAY, is_office=False, department="strategy")
    other = Reader(TODAY, is_office=False, department="roads")
    mayor = Reader(TODAY, is_office=False, department=None)
    assert [make_line(None, each).may_record for each in (OFFICE, own, other, mayor)] == [True, True, False, False]
    assert not make_line(make_review(state="CLOSED")).may_record


def test_the_grid_counts_each_standing_and_shows_the_one_asked_for() -> None:
    """PRJ-81: one not recorded, one lagging and not agreed to, one normal, one closed."""
    lines = [
        make_line(None),
        make_line(make_review()),
        make_line(make_review("NORMAL")),
        make_line(make_review("SEVERE", state="CLOSED", is_agreed=True)),
    ]
    grid = lay_out_grid(QUARTER, lines, Query(standing="BEHIND"), TODAY)
    assert {number.label: number.count for number in grid.numbers} == {
        "전체": 4,
        "미기록": 1,
        "부진·심각": 2,
        "대안 합의 전": 1,
        "종결": 1,
    }
    assert [line.standing for line in grid.lines] == ["UNAGREED", "CLOSED"]
    assert grid.is_begun
    assert not lay_out_grid("2025-Q1", [], Query(), TODAY).is_begun


def test_a_grid_has_pages() -> None:
    lines = [make_line(None)] * 51
    first = lay_out_grid(QUARTER, lines, Query(), TODAY)
    assert (len(first.lines), first.before_link, first.next_link) == (50, None, "/reviews?quarter=2024-Q4&page=2")
    second = lay_out_grid(QUARTER, lines, Query(page=2), TODAY)
    assert (len(second.lines), second.before_link, second.next_link) == (1, "/reviews?quarter=2024-Q4", None)


def test_the_quarters_to_go_to() -> None:
    """The last eight, and the one that is shown wherever it lies."""
    told = list_quarters("2024-Q4", TODAY, {"as_of": "2024-11-01"})
    assert [name for name, _, _ in told][:2] == ["2024년 4분기", "2024년 3분기"]
    assert (len(told), told[-1][0]) == (8, "2023년 1분기")
    assert told[0][1] == "/reviews?quarter=2024-Q4&as_of=2024-11-01"
    assert [is_this for _, _, is_this in list_quarters("2018-Q1", TODAY, {})][:2] == [True, False]
    assert Query(quarter="2024-Q9").choose(TODAY) == "2024-Q4"


def test_what_the_office_may_do_next() -> None:
    """PRJ-82, XS-04: a lagging one is agreed to, then closed; what is over is put right, what is not recorded waits."""
    acts = [
        [act for act, _ in forms.list_acts(row)]
        for row in (
            make_review(),
            make_review(is_agreed=True),
            make_review("NORMAL"),
            make_review(None),
            make_review(state="CLOSED"),
        )
    ]
    assert acts == [["agree"], ["close", "agree"], ["close"], [], ["correct"]]


def test_every_record_stays_the_last_first() -> None:
    first = {"planned": 3_000, "actual": 3_000, "rating": "NORMAL", "cause": None, "remedy": None, "recovery": None}
    second = {**first, "planned": 6_000, "actual": 5_100, "rating": "LAGGING", "cause": "보상", "recovery": MARCH}
    shown = lay_out_records(make_review(records=[first, second]), TODAY)
    assert [(each.planned, each.share, each.rating.word) for each in shown] == [
        ("60", "85%", "부진"),
        ("30", "100%", "정상"),
    ]
    assert shown[0].recovery == "2025. 3월"


def test_a_list_keeps_its_order_and_offers_the_others() -> None:
    """PRJ-80: once it is approved it shows the rating of each quarter."""
    keys = [f"6f4f1c1e-0000-4000-8000-00000000000{n}" for n in (1, 2, 3)]
    ones = {key: make_project(key, f"사업 {key[-1]}") for key in keys}
    row = flagship_list.Row(2024, [keys[1], keys[0]], is_approved=True, version=3, position=8)
    shown = flagships.lay_out(2024, row, ones, list(ones.values()), NAMES, [make_review()], TODAY)
    assert [each.name for each in shown.choices] == ["사업 2", "사업 1"]
    assert [each.name for each in shown.others] == ["사업 3"]
    assert [chip.word for chip in shown.choices[1].ratings] == ["미기록", "미기록", "미기록", "부진"]
    empty = flagships.lay_out(2025, None, {}, [], NAMES, [], TODAY)
    assert (empty.choices, empty.is_approved, empty.version) == ([], False, 0)


def test_a_choice_is_each_project_once() -> None:
    form = FormData([("project", PROJECT), ("project", REVIEW), ("project", PROJECT)])
    command = flagships.read_choice(2024, form)
    assert command is not None
    assert command.projects == (UUID(PROJECT), UUID(REVIEW))
    assert flagships.read_choice(2024, FormData()) is None
    assert flagships.read_choice(2024, FormData([("project", "사업")])) is None
