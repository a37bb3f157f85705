"""Values that several pure tests run over."""

from datetime import date

import pytest
from hypothesis import settings

from contracts.directives import DepartmentRecorded, DirectivesEvent, HolidayRecorded, NumberTaken

settings.register_profile("pure", deadline=None)  # a busy machine is no bug
settings.load_profile("pure")


@pytest.fixture(
    params=[
        NumberTaken(number=7),
        HolidayRecorded(day=date(2024, 2, 9)),
        DepartmentRecorded(code="planning-audit", valid_from=date(2023, 1, 1), valid_until=None),
    ],
    ids=lambda event: type(event).__name__,
)
def any_other(request: pytest.FixtureRequest) -> DirectivesEvent:
    """An event of the directives that is none of a directive's own."""
    event: DirectivesEvent = request.param
    return event
