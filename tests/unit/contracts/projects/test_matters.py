"""When a right may be renewed (PRJ-39)."""

from datetime import date

import pytest

from contracts.projects.matters import find_renewal_start


@pytest.mark.parametrize(
    ("due", "start"),
    [
        (date(2029, 2, 1), date(2028, 2, 1)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2030, 2, 28), date(2029, 2, 28)),
    ],
)
def test_a_right_may_be_renewed_a_year_before_it_ends(due: date, start: date) -> None:
    """PRJ-39: 상표법 84조 2항."""
    assert find_renewal_start(due) == start
