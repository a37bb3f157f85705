"""A quarter's page of the pledges: when it offers to publish (EVL-64, EVL-66)."""

from datetime import date

import pytest

from gateway.answers.pledges import PledgeQuarterTold
from gateway.console.pledges.quarter_pages import Sheet, is_ready
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
