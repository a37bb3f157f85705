"""A quarter's page of the pledges: what its grid sends, and when it offers to publish (EVL-64, EVL-66)."""

from datetime import date
from typing import Any

import pytest
from starlette.datastructures import FormData

from gateway.answers.pledges import PledgeQuarterTold
from gateway.console.pledges.grid import NAMES, Line, lay_out_line, read_lines
from gateway.console.pledges.quarter_pages import Sheet, is_ready
from gateway.views.pledge import Row
from gateway.views.pledge_set import Row as SetRow

LAST = date(2023, 12, 31)
AFTER = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("state", "missing", "today", "is_offered"),
    [
        ("CONFIRMED", [], AFTER, True),
        ("CONFIRMED", [], LAST, False),
        ("CONFIRMED", [2], AFTER, False),
        ("OPEN", [], AFTER, False),
    ],
)
def test_a_quarter_is_published_once_it_is_over_and_whole(
    state: str, missing: list[int], today: date, is_offered: bool
) -> None:
    """EVL-64: the fourth quarter ends with 31 December."""
    row = SetRow(7, "민선7기", date(2022, 7, 1), date(2026, 6, 30), state, [], 2, None, None, 1, 1)
    told = PledgeQuarterTold(term=7, quarter="2023-Q4", due=2, checked=2, missing=missing, edition=0, pledges=[])
    assert is_ready(Sheet(row, told, []), today) is is_offered


CHECK: dict[str, Any] = {
    "quarter": "2023-Q4",
    "standing": "ON_TRACK",
    "progress": 40,
    "note": "설계",
    "is_lagging": False,
    "cause": None,
    "remedy": None,
    "remedy_on": None,
    "evidence": [{"name": "준공.txt", "file": "a" * 64, "link": None}, {"name": "고시", "file": None, "link": None}],
    "source": 5,
}


def lay_out(number: int, version: int = 5, state: str = "ON_TRACK", **changes: Any) -> Line:
    checks = {"2023-Q4": CHECK | changes}
    told: dict[str, Any] = dict.fromkeys(("content", "feasibility", "plan", "due_on"))
    told |= {"pledge": str(number), "term": 7, "number": number, "field": "happy", "name": "공원", "lead": "roads"}
    told |= {"supporting": [], "history": [], "sources": {}, "progress": 40, "is_claimed": False, "changes": 0}
    row = Row(**told, state=state, checks=checks, version=version, position=9)
    return lay_out_line(row, "2023-Q4", "도로과", may_check=True)


def type_in(*lines: Line, **typed: str) -> FormData:
    """Return what a page with these lines sends when some of its fields are typed into."""
    kept = {f"{name}-{each.number}": each.values[name] for each in lines for name in NAMES}
    hidden = {f"{name}-{each.number}": str(getattr(each, name)) for each in lines for name in ("seen", "shown")}
    return FormData({**kept, **hidden, **typed})


def test_a_line_that_nobody_typed_into_overwrites_nothing() -> None:
    """EVL-64: shown with 40, 60 by now: only the line that was typed into is sent."""
    form = type_in(lay_out(1), lay_out(2), **{"progress-2": "50"})
    checks, lines = read_lines([lay_out(1, 6, progress=60), lay_out(2)], form, "2023-Q4")
    assert [(each.number, each.check.progress) for each in checks] == [(2, 50)]
    assert [(line.values["progress"], line.error) for line in lines] == [("60", ""), ("50", "")]


def test_what_another_has_changed_is_told_before_it_is_overwritten() -> None:
    """EVL-64: 60 stands beside the 50 that was typed; sent again with it in view, the 50 is taken."""
    now = lay_out(1, 6, progress=60)
    checks, (line,) = read_lines([now], type_in(lay_out(1), **{"progress-1": "50"}), "2023-Q4")
    assert (checks, line.values["progress"]) == ([], "50")
    assert "60% · 설계" in line.error
    (check,), _lines = read_lines([now], type_in(now, **{"progress-1": "50"}), "2023-Q4")
    assert check.check.progress == 50


def test_a_line_that_was_not_on_the_page_stays_as_it_is() -> None:
    """EVL-64."""
    checks, (line,) = read_lines([lay_out(1)], FormData({}), "2023-Q4")
    assert (checks, line.error) == ([], "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"note-1": "공사 중"}, [("준공.txt", "a" * 64), ("고시", None)]),
        ({"evidence-1": "사진"}, [("사진", None), ("고시", None)]),
        ({"evidence-1": ""}, [("고시", None)]),
    ],
)
def test_a_correction_keeps_files_and_further_evidence(
    typed: dict[str, str], kept: list[tuple[str, str | None]]
) -> None:
    """EVL-64, EVL-67: the field stands for the first one only."""
    (check,), _lines = read_lines([lay_out(1)], type_in(lay_out(1), **typed), "2023-Q4")
    assert [(each.name, each.file) for each in check.check.evidence] == kept


def test_a_pledge_on_hold_is_not_sent_for_its_earlier_standing() -> None:
    """EVL-64: it was on track when it was checked; no field asks for that any more."""
    held = lay_out(1, state="ON_HOLD")
    assert read_lines([held], type_in(held), "2023-Q4")[0] == []
