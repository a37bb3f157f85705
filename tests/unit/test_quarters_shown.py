"""What the API tells of quarters: rates rounded half up, ranks of equals, and which quarter was skipped."""

from datetime import date

import pytest

from contracts.calendar import Calendar
from contracts.calendar.policies import POLICIES
from gateway.answers.quarters import round_tenths, show_deed, show_metrics
from gateway.console.present import ChipKind
from gateway.console.quarters.laying import lay_out_quarter
from gateway.queries.directive_quarters import Figures, Tally
from gateway.views.quarterly_report import Row as Report


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (100, 16, 6.3),
        (300, 16, 18.8),
        (100, 3, 33.3),
        (200, 3, 66.7),
        (0, 7, 0.0),
        (700, 7, 100.0),
        (1, 4, 0.3),
        (0, 0, None),
    ],
)
def test_rates_are_rounded_half_up(part: int, whole: int, shown: float | None) -> None:
    """DIR-13: 1 of 16 is 6.25, 3 of 16 are 18.75 percent; a mean of a quarter of a day is 0.25."""
    assert round_tenths(part, whole) == shown


def test_equals_share_a_rank_and_few_have_none() -> None:
    """DIR-13: by 8 of 10, 4 of 5, 5 of 10 and 4 of 4 reports on time; all together have no rank."""
    counts = {"a": (10, 8, 0), "b": (4, 4, 1), "c": (10, 5, 0), "d": (4, 4, 0), None: (28, 21, 1)}
    figures = [
        Figures(department=code, reported=reported, reported_on_time=on_time, overdue=overdue)
        for code, (reported, on_time, overdue) in counts.items()
    ]
    shown = show_metrics(figures, {"a": "가", "b": "나"})
    assert [each.rank for each in shown] == [1, 1, 3, None, None]
    assert [(each.report_on_time.count, each.report_on_time.total) for each in shown][:2] == [(8, 10), (4, 5)]
    assert shown[0].department is not None
    assert shown[0].department.name == "가"


@pytest.mark.parametrize(
    ("today", "done_on", "live", "is_skipped"),
    [
        (date(2024, 4, 15), None, 3, False),
        (date(2024, 4, 16), None, 3, True),
        (date(2024, 4, 16), None, 0, False),
        (date(2024, 4, 20), date(2024, 4, 19), 3, False),
    ],
)
def test_a_quarter_is_skipped_once_it_is_past_due(
    today: date, done_on: date | None, live: int, is_skipped: bool
) -> None:
    """CAL-07: due on 15 April; not on that day, not where there was nothing to report, not once it is done."""
    tally = Tally(live=live, checked=0, missing=live, unshared=0)
    assert show_deed(date(2024, 4, 15), done_on, tally, today).is_skipped is is_skipped


@pytest.mark.parametrize(
    ("today", "done_on", "live", "kind", "word"),
    [
        (date(2024, 4, 12), None, 3, ChipKind.SOON, "D-3"),
        (date(2024, 4, 15), None, 3, ChipKind.SOON, "D-DAY"),
        (date(2024, 4, 16), None, 3, ChipKind.LATE, "지연 1근무일"),
        (date(2024, 4, 22), date(2024, 4, 17), 3, ChipKind.DONE_LATE, "2근무일 늦음"),
        (date(2024, 4, 22), date(2024, 4, 15), 3, ChipKind.DONE, "기한 내"),
        (date(2024, 4, 22), None, 0, None, ""),
    ],
)
def test_a_quarter_shows_by_when_it_is_reported_on(
    today: date, done_on: date | None, live: int, kind: ChipKind | None, word: str
) -> None:
    """CAL-07: of ten business days after 31 March, the 10th a holiday: by 15 April; skipped it is red in the list."""
    calendar = Calendar(frozenset({date(2024, 4, 10)}))
    cut = {"directives": 1}
    reports = [Report("2024-Q1/1", "2024-Q1", 1, done_on, cut, 3, 0, None, 9)] if done_on else []
    tally = Tally(live=live, checked=0, missing=live, unshared=0)
    shown = lay_out_quarter("2024-Q1", tally, reports, today, POLICIES, calendar).due
    assert (shown and shown.kind, shown.word if shown else "") == (kind, word)
