"""달력: a month as weeks of days, a year's holidays, worked out from rows (CAL-01, CAL-02, CAL-10)."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from contracts.calendar import DAY
from contracts.calendar.periods import Period, Precision
from gateway.views.election import Row as Election
from gateway.views.holiday import Row as Holiday
from gateway.views.meeting import Row as Meeting

PATH: Final = "/calendar"
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""contracts.values.Day."""
SHOWN: Final = 3
"""Meetings of a day that its box has room for; the others are counted."""
WEEK: Final = 7
SUNDAY: Final = 6
SATURDAY: Final = 5
LONGEST: Final = 62
"""Days of a long meeting that a sheet can show."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, with the ones around it."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def move(self, months: int) -> "Month | None":
        """Return the month so many later; None beyond the years that calendars carry on to."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1) if FIRST_YEAR <= year <= LAST_YEAR else None

    @property
    def link(self) -> str:
        """Its address."""
        return f"{PATH}?month={self.year}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting on a day; `is_candidate`: the day is one of several that are possible (CAL-09)."""

    meeting: str
    title: str
    is_candidate: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day as the offices have it."""

    day: date
    is_inside: bool
    """Whether it lies in the month that is shown."""
    is_today: bool
    is_past: bool
    holiday: str | None
    election: str | None
    blackout: str | None
    """The election before which the mayor hosts nothing; of the window's days."""
    starts_blackout: bool
    due: int
    due_link: str
    gatherings: tuple[Gathering, ...]
    hidden: int
    """Meetings beyond those that are shown."""

    @property
    def is_sunday(self) -> bool:
        """Whether it is printed red of its own accord."""
        return self.day.weekday() == SUNDAY

    @property
    def is_saturday(self) -> bool:
        """Whether it is printed blue."""
        return self.day.weekday() == SATURDAY

    @property
    def is_red(self) -> bool:
        """Whether offices are closed as on a Sunday."""
        return self.is_sunday or self.holiday is not None

    @property
    def has_more(self) -> bool:
        """Whether the phone's list shows it: a day on which nothing is, is left out there."""
        return bool(self.holiday or self.election or self.due or self.gatherings or self.starts_blackout)


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month with what is in it."""

    month: Month
    weeks: tuple[tuple[Day, ...], ...]
    undated: tuple[Meeting, ...]
    """Meetings of the month whose day is not known more precisely."""
    elections: tuple[Election, ...]
    """Whose window or day touches the month."""
    due: int
    """Deadlines of the month."""
    busiest: Day | None

    @property
    def days(self) -> list[Day]:
        """The days of the month itself."""
        return [day for week in self.weeks for day in week if day.is_inside]

    @property
    def listed(self) -> list[Day]:
        """The days that a phone shows: those with something on them, and today."""
        return [day for day in self.days if day.has_more or day.is_today]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the days that a sheet shows."""

    holidays: Sequence[Holiday] = ()
    elections: Sequence[Election] = ()
    due: Mapping[date, int] = field(default_factory=dict)
    meetings: Sequence[Meeting] = ()


def read_year(text: str) -> int | None:
    """Return a year of an address such as 2024; None for what is none that calendars carry on to."""
    is_year = len(text) == len(str(LAST_YEAR)) and text.isascii() and text.isdecimal()
    return int(text) if is_year and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def read_month(text: str, today: date) -> Month | None:
    """Return the month of an address, `2024-12`; the one of today for none; None for what is no month."""
    if not text:
        return Month(today.year, today.month)
    year, _, month = text.partition("-")
    if not (len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdecimal()):
        return None
    is_known = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12
    return Month(int(year), int(month)) if is_known else None


def find_edges(month: Month) -> tuple[date, date]:
    """Return the first and the last day of the sheet: whole weeks, Sunday first, as offices print them."""
    first = month.first - timedelta(days=(month.first.weekday() + 1) % WEEK)
    last = month.last + timedelta(days=(SATURDAY - month.last.weekday()) % WEEK)
    return first, last


def link_due(day: date) -> str:
    """Return the board's address with the deadlines of a day."""
    return f"/directives?{urlencode({'due_from': day.isoformat(), 'due_until': day.isoformat(), 'sort': 'due'})}"


def lay_out_month(month: Month, facts: Facts, today: date) -> MonthSheet:
    """Return the sheet of a month."""
    first, last = find_edges(month)
    holidays = {row.day: row.name for row in facts.holidays}
    placed = _place(facts.meetings, first, last)
    days = [
        _lay_out_day(first + n * DAY, month, today, holidays, facts, placed) for n in range((last - first).days + 1)
    ]
    inside = [day for day in days if day.is_inside]
    busiest = max(inside, key=lambda day: day.due)
    touched = [each for each in facts.elections if each.blackout_from <= month.last and each.day >= month.first]
    return MonthSheet(
        month=month,
        weeks=tuple(tuple(days[n : n + WEEK]) for n in range(0, len(days), WEEK)),
        undated=tuple(each for each in facts.meetings if not _list_days(each) and _touches(each, month)),
        elections=tuple(touched),
        due=sum(day.due for day in inside),
        busiest=busiest if busiest.due else None,
    )


def _lay_out_day(
    day: date,
    month: Month,
    today: date,
    holidays: Mapping[date, str],
    facts: Facts,
    placed: Mapping[date, Sequence[Gathering]],
) -> Day:
    blackout = next((each for each in facts.elections if each.blackout_from <= day <= each.day), None)
    gatherings = placed.get(day, ())
    return Day(
        day=day,
        is_inside=(day.year, day.month) == (month.year, month.month),
        is_today=day == today,
        is_past=day < today,
        holiday=holidays.get(day),
        election=next((each.name for each in facts.elections if each.day == day), None),
        blackout=blackout.name if blackout else None,
        starts_blackout=blackout is not None and day in {blackout.blackout_from, month.first},
        due=facts.due.get(day, 0),
        due_link=link_due(day),
        gatherings=tuple(gatherings[:SHOWN]),
        hidden=max(len(gatherings) - SHOWN, 0),
    )


def _place(meetings: Iterable[Meeting], first: date, last: date) -> dict[date, list[Gathering]]:
    placed: dict[date, list[Gathering]] = {}
    for each in meetings:
        for day in _list_days(each):
            if first <= day <= last:
                gathering = Gathering(each.meeting, each.title, each.state == "DATE_OPEN")
                placed.setdefault(day, []).append(gathering)
    return placed


def _list_days(meeting: Meeting) -> list[date]:
    """Return the days of a meeting, or those that are possible; none where only the month or less is known."""
    period = Period.model_validate(meeting.period)
    if period.precision is not Precision.DAY:
        return []
    if period.candidates:
        return [each.first for each in period.candidates]
    last = period.last or period.first
    return [period.first + n * DAY for n in range(min((last - period.first).days + 1, LONGEST))]


def _touches(meeting: Meeting, month: Month) -> bool:
    period = Period.model_validate(meeting.period)
    return period.first <= month.last and (period.last or date.max) >= month.first


@dataclass(frozen=True, slots=True)
class YearSheet:
    """The holidays of a year by month, with its elections."""

    year: int
    months: tuple[tuple[Month, tuple[Holiday, ...]], ...]
    elections: tuple[Election, ...]
    total: int
    closed: int
    """Holidays on weekdays: days fewer to work on."""


def lay_out_year(year: int, holidays: Sequence[Holiday], elections: Sequence[Election]) -> YearSheet:
    """Return a year's holidays by month."""
    months = [Month(year, number) for number in range(1, 13)]
    return YearSheet(
        year=year,
        months=tuple((each, tuple(row for row in holidays if row.day.month == each.month)) for each in months),
        elections=tuple(each for each in elections if each.day.year == year),
        total=len(holidays),
        closed=sum(row.day.weekday() < SATURDAY for row in holidays),
    )
