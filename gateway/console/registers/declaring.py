"""What is said of a register to get its pages: its columns and filters, how an entry is laid out, its acts' forms."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Generic

from sqlalchemy import ColumnElement

from contracts.calendar import Calendar, count_business_days_late
from gateway.answers.entries import Register
from gateway.console.meetings.forms import Spec
from gateway.console.meetings.sending import Send, Shown
from gateway.console.present import Chip, Step, due_chip
from gateway.console.visits import Visit
from gateway.queries.rows import RowT

DEPARTMENTS: Final[Mapping[str, str]] = {}
"""Stands for the departments of the day among the options of a filter."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a page rests on beside the rows."""

    names: Mapping[str, str]
    """Of departments, by code."""
    today: date
    calendar: Calendar

    def name(self, code: str | None) -> str:
        """Return a department's name; nothing where there is none yet."""
        return self.names.get(code, code) if code else ""

    def show_due(
        self, due: date | None, *, done_on: date | None = None, late: int | None = None, policy: str | None = None
    ) -> Chip:
        """Return the chip of a deadline; `late` are the business days of what is done."""
        if done_on is None and due is not None and due < self.today:
            return due_chip(due, self.today, late_days=count_business_days_late(self.calendar, due, self.today))
        return due_chip(due, self.today, done_on=done_on, late_days=late or 0, policy=policy)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row says in a column: words, a chip, or both."""

    text: str = ""
    chip: Chip | None = None
    link: str = ""
    bar: tuple[int, int] | None = None
    """How much of how many, drawn beside the words."""


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """A column of the list; the one of the kind `main` leads to the entry."""

    label: str
    tell: Callable[[RowT, Ground], Cell]
    kind: str = ""
    """main, num, or nothing."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed by; without options it comes from another page's link."""

    name: str
    label: str = ""
    options: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of an entry's facts."""

    label: str
    text: str
    note: str = ""
    link: str = ""
    chip: Chip | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entry."""

    on: str
    what: str
    words: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Where else to go from it: address and word."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an entry: words, what happened, or a table; `none` is said where it is empty."""

    title: str
    words: str = ""
    events: tuple[Event, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()
    """Of a table: the column's name and its kind, as those of a list."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    none: str = ""
    note: str = ""
    acts: tuple[str, ...] = ()
    """Those of the entry's acts that belong here, by the last part of their address."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry below its heading."""

    steps: tuple[Step, ...] = ()
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()
    notice: tuple[str, str] = ("", "")
    """What is to be known first, and why."""
    links: tuple[tuple[str, str], ...] = ()
    """Where else to go from it: address and word."""


def _keep(_row: object, spec: Spec, _ground: Ground) -> Spec:
    return spec


async def _leave(_visit: Visit, _of: object, shown: Shown) -> Shown:
    return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Generic[RowT]):
    """A register as the console shows it."""

    path: str
    title: str
    register: Register[RowT, Any]
    """That of the API: it tells who may do what."""
    choose: Callable[..., list[ColumnElement[bool]]]
    head: Callable[[RowT, Ground], tuple[str, Chip | None]]
    """An entry's name and its state."""
    columns: tuple[Column[RowT], ...]
    lay_out: Callable[[Visit, RowT, Ground], Awaitable[Sheet]]
    search: str = ""
    """What the search box is called; none without."""
    filters: tuple[Filter, ...] = ()
    empty: tuple[str, str] = ("", "")
    """What is said where there is nothing yet, and what comes next."""
    new: Spec | None = None
    adds: tuple[str, ...] = ()
    """What the address of the form tells of a new entry, such as of what it is a part."""
    is_part: bool = False
    """Whether an entry is made from the page of what it is a part of, and not from the list."""
    send_new: Send | None = None
    """Where it is not sent as any command."""
    acts: Mapping[str, Spec] = field(default_factory=dict)
    """By the last part of their address, which is that of the API."""
    adapt: Callable[[RowT, Spec, Ground], Spec] = _keep
    """Puts into a form what can be chosen of this entry."""
    prepare: Callable[[Visit, RowT, Shown], Awaitable[Shown]] = _leave
    """Puts into the form of an act what other registers offer, and what stands already."""
    prepare_new: Callable[[Visit, Mapping[str, str], Shown], Awaitable[Shown]] = _leave
    """The same of a new entry's form, by what its address tells."""
    sends: Mapping[str, Send] = field(default_factory=dict)
    """Of the acts that are not sent as any command."""
    ways: tuple[tuple[str, str], ...] = ()
    """Pages beside it: address and word."""
    others: tuple[tuple[str, str], ...] = ()
    """Other forms that make a new entry: address and word."""
    names: str = ""
    """The field of its commands that names an entry, `code` or `year`; none of entries that have an id."""


def offer(spec: Spec, name: str, options: Iterable[tuple[str, str]]) -> Spec:
    """Return a form with the options of one field, as they are now."""
    told = dict(options)
    return replace(
        spec,
        fields=tuple(
            replace(each, options=told, is_passing=True) if each.name == name else each for each in spec.fields
        ),
    )
