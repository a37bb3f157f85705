"""Moments of the past as an address writes them."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from gateway.answers.past import Moment

MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


def test_a_day_means_its_end_in_seoul() -> None:
    """The last microsecond of 2024-01-25 in Seoul, nine hours ahead of UTC."""
    assert MOMENT.validate_python("2024-01-25") == datetime(2024, 1, 25, 14, 59, 59, 999_999, tzinfo=UTC)


def test_a_plus_sign_that_became_a_space_is_one() -> None:
    assert MOMENT.validate_python("2024-01-25T18:00:00 09:00") == datetime(2024, 1, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize("value", ["9999-12-31", "0001-01-01", "2024-02-30", "2024-13-01", "infinity", "", "2024"])
def test_what_no_calendar_holds_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(value)
