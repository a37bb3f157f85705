"""What the console says about days, deadlines and entries, by numbers worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.directives import DirectiveKind
from contracts.registry import DepartmentKind
from contracts.values import Role
from gateway.console.directives.deadlines import REPORT_POLICIES
from gateway.console.present import (
    KIND_HINTS,
    ChipKind,
    StepState,
    due_chip,
    format_count,
    format_day,
    format_moment,
    is_backdated,
    list_steps,
)
from gateway.labels import DEPARTMENT_KIND_LABELS, KIND_LABELS, ROLE_LABELS

MONDAY = date(2024, 12, 2)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 12, 2), "2026. 12. 2.(수)"),
        (date(2024, 2, 29), "2024. 2. 29.(목)"),
        (date(2018, 4, 11), "2018. 4. 11.(수)"),
        (date(2024, 3, 3), "2024. 3. 3.(일)"),
    ],
)
def test_a_day_is_written_as_offices_write_it(day: date, text: str) -> None:
    assert format_day(day) == text


def test_a_moment_is_shown_in_seoul() -> None:
    assert format_moment(datetime(2024, 12, 1, 15, 5, tzinfo=UTC)) == "2024. 12. 2.(월) 00:05"


def test_thousands_are_set_apart() -> None:
    assert [format_count(count) for count in (0, 999, 1000, 1234567)] == ["0", "999", "1,000", "1,234,567"]


@pytest.mark.parametrize(
    ("due", "kind", "word"),
    [
        (date(2024, 12, 2), ChipKind.SOON, "D-DAY"),
        (date(2024, 12, 3), ChipKind.SOON, "D-1"),
        (date(2024, 12, 5), ChipKind.SOON, "D-3"),
        (date(2024, 12, 6), ChipKind.AHEAD, "D-4"),
        (date(2024, 12, 16), ChipKind.AHEAD, "D-14"),
    ],
)
def test_an_open_deadline_counts_calendar_days(due: date, kind: ChipKind, word: str) -> None:
    chip = due_chip(due, MONDAY)
    assert (chip.kind, chip.word) == (kind, word)


def test_a_late_deadline_counts_business_days() -> None:
    """DIR-06: due on a Thursday, seen on the Monday after: Friday and Monday are two business days."""
    chip = due_chip(date(2024, 11, 28), MONDAY, late_days=2)
    assert (chip.kind, chip.word) == (ChipKind.LATE, "지연 2근무일")


def test_a_weekend_after_the_deadline_is_not_late_yet() -> None:
    """Due on Friday, seen on Sunday: (Fri, Sun] holds no business day, so a share on that Sunday is on time."""
    chip = due_chip(date(2024, 11, 29), date(2024, 12, 1), late_days=0)
    assert (chip.kind, chip.word) == (ChipKind.SOON, "기한 지남")


@pytest.mark.parametrize(
    ("late_days", "kind", "word"), [(0, ChipKind.DONE, "기한 내"), (2, ChipKind.DONE_LATE, "2근무일 늦음")]
)
def test_a_deed_keeps_how_it_stood(late_days: int, kind: ChipKind, word: str) -> None:
    """DIR-04."""
    chip = due_chip(date(2024, 11, 28), MONDAY, done_on=MONDAY, late_days=late_days)
    assert (chip.kind, chip.word) == (kind, word)


def test_an_exhortation_has_no_deadline() -> None:
    """DIR-02."""
    assert due_chip(None, MONDAY).word == "기한 없음"


def test_the_title_gives_day_rule_and_policy() -> None:
    """CAL-12."""
    chip = due_chip(date(2024, 12, 5), MONDAY, policy="DIR_REPORT_3@1")
    assert chip.title == "기한 2024. 12. 5.(목) · 공유한 다음 날부터 3근무일(토·일·공휴일 제외) · 정책 DIR_REPORT_3@1"


def test_the_share_is_next_after_registering() -> None:
    steps = list_steps("SIMPLE", MONDAY, None, None)
    assert [step.word for step in steps] == ["등록", "공유", "보고", "처리결과", "완료"]
    assert [step.state for step in steps] == [StepState.DONE, StepState.NEXT, *[StepState.LATER] * 3]


def test_a_shared_exhortation_waits_for_its_closing_only() -> None:
    """DIR-02."""
    steps = list_steps("EXHORTATION", MONDAY, MONDAY, None)
    assert [(step.word, step.state) for step in steps] == [
        ("등록", StepState.DONE),
        ("공유", StepState.DONE),
        ("완료", StepState.NEXT),
    ]


@pytest.mark.parametrize(
    ("delay", "manual", "backdated"),
    [
        (timedelta(seconds=5), False, False),
        (timedelta(hours=2), False, True),
        (timedelta(days=700), True, False),
    ],
)
def test_an_entry_is_backdated_by_the_real_clock_only(delay: timedelta, *, manual: bool, backdated: bool) -> None:
    happened = datetime(2024, 12, 2, 9, tzinfo=UTC)
    assert is_backdated(happened, happened + delay, manual_clock=manual) is backdated


def test_every_code_has_a_korean_label() -> None:
    assert set(KIND_LABELS) == set(KIND_HINTS) == set(REPORT_POLICIES) == set(DirectiveKind)
    assert set(ROLE_LABELS) == set(Role)
    assert set(DEPARTMENT_KIND_LABELS) == set(DepartmentKind)


def test_after_its_report_a_directive_waits_for_its_outcome() -> None:
    steps = list_steps("SIMPLE", MONDAY, MONDAY, MONDAY)
    assert [step.word for step in steps] == ["등록", "공유", "보고", "처리결과", "완료"]
    assert [step.state for step in steps] == ["done", "done", "done", "next", "later"]
