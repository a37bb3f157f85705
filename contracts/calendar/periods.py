"""Dates as precise as somebody gave them: an interval of days with its precision, never silently day 1 (CAL-06)."""

import calendar as gregorian
import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.calendar import DAY
from contracts.messages import Message
from contracts.values import Name, Storable, refuse_far_away

MONTHS_A_QUARTER: Final = 3
MONTHS_A_HALF: Final = 6
WEEKDAYS: Final = "월화수목금토일"


class Precision(StrEnum):
    """How exactly a date is known; a cadence (매주, 분기별, 반기별) is a year divided by one of them (CAL-07)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_UNITS: Final = {
    Precision.DAY: r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    Precision.WEEK: r"[0-9]{4}-W[0-9]{2}",
    Precision.MONTH: r"[0-9]{4}-[0-9]{2}",
    Precision.QUARTER: r"[0-9]{4}-Q[1-4]",
    Precision.HALF: r"[0-9]{4}-S[12]",
    Precision.YEAR: r"[0-9]{4}",
}
_UNIT: Final = "[0-9]{4}(-([0-9]{2}(-[0-9]{2})?|W[0-9]{2}|Q[1-4]|S[12]))?"
_OPEN: Final = ".."
Edtf = Annotated[
    str, StringConstraints(pattern=rf"^({_UNIT}(/({_UNIT}|\.\.))?|\[{_UNIT}(,{_UNIT})+\])$", max_length=200), Storable
]
"""`2018-09`, `2018-01/2018-03`, `2018-09/..` (open), `[2024-03-03,2024-03-09]` (one of them, undecided).

Extended Date/Time Format (ISO 8601-2); weeks as ISO 8601, quarters and halves as SDMX (ISO 17369): 2018-Q3, 2018-S1.
"""


class Period(Message):
    """When something is or shall be, as precisely as it was given; both ends have the same precision."""

    value: Edtf
    precision: Precision = Field(strict=False)
    written: Name | None = None
    """The source's own words, which are shown; absent where it gave the value itself."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ends = [_find_bounds(unit, self.precision) for unit in self._list_units()]
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("the parts of a period stand in their order, and none twice")
        return self

    @property
    def first(self) -> date:
        """The first day on which it can be."""
        return _find_bounds(self._list_units()[0], self.precision)[0]

    @property
    def last(self) -> date | None:
        """The last day on which it can be, which for a plan is its planned end; None for an open one."""
        return None if self.is_open else _find_bounds(self._list_units()[-1], self.precision)[1]

    @property
    def is_open(self) -> bool:
        """Whether it has no end (`2018. 9월 ~`)."""
        return self.value.endswith(_OPEN)

    @property
    def candidates(self) -> tuple["Period", ...]:
        """The dates between which nothing is decided yet; none once the date is fixed (CAL-09)."""
        if not self.value.startswith("["):
            return ()
        return tuple(Period(value=unit, precision=self.precision) for unit in self._list_units())

    @property
    def sort_key(self) -> tuple[date, date]:
        """By the first day; of what begins together, what ends first, and the open last."""
        return self.first, self.last or date.max

    def show(self) -> str:
        """Return it as it was written, else as a civil servant would write it; Korean."""
        if self.written is not None:
            return self.written
        shown = [_show_unit(unit, self.precision) for unit in self._list_units()]
        return (" 또는 " if self.candidates else " ~ ").join(shown) + (" ~" if self.is_open else "")

    def _list_units(self) -> list[str]:
        return [unit for unit in re.split(r"[\[\],/]", self.value) if unit not in {"", _OPEN}]


def find_period(precision: Precision, day: date) -> Period:
    """Return the week, month, quarter, half or year that a day lies in."""
    month = day.month - 1
    match precision:
        case Precision.DAY:
            value = day.isoformat()
        case Precision.WEEK:
            year, week, _ = day.isocalendar()
            value = f"{year}-W{week:02d}"
        case Precision.MONTH:
            value = f"{day.year}-{day.month:02d}"
        case Precision.QUARTER:
            value = f"{day.year}-Q{month // MONTHS_A_QUARTER + 1}"
        case Precision.HALF:
            value = f"{day.year}-S{month // MONTHS_A_HALF + 1}"
        case Precision.YEAR:
            value = f"{day.year}"
    return Period(value=value, precision=precision)


def divide_year(year: int, precision: Precision) -> tuple[Period, ...]:
    """Return the occurrences of a cadence in a year: 1, 2, 4, 12, and of weeks the 52 or 53 of ISO 8601 (CAL-07).

    Raises: ValueError for a year outside 1900 to 2199.
    """
    is_weekly = precision is Precision.WEEK
    day = date.fromisocalendar(year, 1, 1) if is_weekly else date(year, 1, 1)
    end = date.fromisocalendar(year, _count_weeks(year), 7) if is_weekly else date(year, 12, 31)
    return tuple(_walk(precision, day, end))


def _walk(precision: Precision, day: date, end: date) -> Iterator[Period]:
    while day <= end:
        period = find_period(precision, day)
        yield period
        day = (period.last or end) + DAY


def _find_bounds(unit: str, precision: Precision) -> tuple[date, date]:
    """Return the first and the last day of a unit. Raises: ValueError for another precision or no such day."""
    if re.fullmatch(_UNITS[precision], unit) is None:
        raise ValueError(f"{unit} is not of the precision {precision}")
    year, part = int(unit[:4]), unit[5:].lstrip("WQS")
    match precision:
        case Precision.DAY:
            first = last = date.fromisoformat(unit)
        case Precision.WEEK:
            first = date.fromisocalendar(year, int(part), 1)
            last = first + timedelta(days=6)
        case Precision.MONTH:
            first, last = _bound_months(year, int(part), 1)
        case Precision.QUARTER:
            first, last = _bound_months(year, int(part), MONTHS_A_QUARTER)
        case Precision.HALF:
            first, last = _bound_months(year, int(part), MONTHS_A_HALF)
        case Precision.YEAR:
            first, last = date(year, 1, 1), date(year, 12, 31)
    return refuse_far_away(first), last


def _bound_months(year: int, number: int, months: int) -> tuple[date, date]:
    end = number * months
    first = date(year, end - months + 1, 1)
    return first, date(year, end, gregorian.monthrange(year, end)[1])


def _count_weeks(year: int) -> int:
    return date(year, 12, 28).isocalendar().week  # which lies in the last week of its year (ISO 8601)


def _show_unit(unit: str, precision: Precision) -> str:
    first, _ = _find_bounds(unit, precision)
    year, part = unit[:4], unit[5:].lstrip("WQS")
    match precision:
        case Precision.DAY:
            return f"{year}. {first.month}. {first.day}.({WEEKDAYS[first.weekday()]})"
        case Precision.WEEK:
            return f"{year}년 {int(part)}주"
        case Precision.MONTH:
            return f"{year}. {first.month}월"
        case Precision.QUARTER:
            return f"{year}. {part}분기"
        case Precision.HALF:
            return f"{year}. {'상반기' if part == '1' else '하반기'}"
        case Precision.YEAR:
            return f"{year}년"
