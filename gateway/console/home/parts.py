"""내 할 일: the parts of the page, and what lists of tasks have in common whoever looks at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from contracts.calendar import Calendar, count_business_days_late
from contracts.directives import Visibility
from gateway.console.directives.board import Query
from gateway.console.present import SOON_DAYS, Chip, due_chip, format_day
from gateway.console.words import _
from gateway.queries.directive_board import Item

PATH: Final = "/"
SHOWN: Final = 10
"""Rows of a list on this page; the board has the rest."""
TEXT_LETTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody owes: what, of which directive, until when."""

    what: str
    way: str
    """Where it is done."""
    number: str
    text: str
    chip: Chip | None
    due: date | None
    who: str = ""
    """Whose it is, where it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading; `more` is where the others are."""

    id: str
    title: str
    tasks: Sequence[Task]
    count: int
    more: str = ""
    is_alarming: bool = False
    empty: str = ""
    """What is said where there are none; nothing: the group is left out then."""


@dataclass(frozen=True, slots=True)
class Number:
    """A key number, and where its rows are."""

    label: str
    count: int
    link: str
    is_alarming: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """What a department is late with."""

    name: str
    count: int
    oldest: date
    days: int
    """Business days late, of the oldest."""
    link: str


@dataclass(frozen=True, slots=True)
class Way:
    """Another page that fits the role."""

    label: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """The one thing to do first."""

    label: str
    way: str


@dataclass(frozen=True, slots=True)
class Home:
    """The whole page."""

    numbers: Sequence[Number] = ()
    act: Act | None = None
    mine: Sequence[Group] = ()
    others: Sequence[Group] = ()
    offices: Sequence[Office] = ()
    chase: str = ""
    """Text to copy to who is late."""
    ways: Sequence[Way] = ()
    note: str = ""
    """What is said beside the title: the minutes to the cutoff."""
    calm: str = ""
    """What is said where nothing is owed."""
    decide: Sequence[Task] = ()
    """What waits for the mayor's word."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every list is laid out on."""

    today: date
    calendar: Calendar
    pages: frozenset[str]
    """The addresses that this build answers."""

    def find_way(self, item: Item, act: str) -> str:
        """Return the form of an act, or the directive itself where there is no such form."""
        page = f"/directives/{item.directive}"
        return f"{page}/{act}" if f"/directives/{{directive}}/{act}" in self.pages else page

    def count_late(self, due: date | None) -> int:
        """Return how many business days ago something was due; 0 where it is not late."""
        return 0 if due is None or due >= self.today else count_business_days_late(self.calendar, due, self.today)

    def chip(self, due: date | None, policy: str | None = None) -> Chip:
        """Return the chip of a deadline that still runs."""
        return due_chip(due, self.today, late_days=self.count_late(due), policy=policy)


def list_offices(late: Iterable[Item], ground: Ground) -> list[Office]:
    """Return the departments whose reports are late, the oldest delay first."""
    ordered = sorted(
        (item for item in late if item.lead and item.report_due), key=lambda item: (item.lead or "", by_report(item))
    )
    offices = []
    for code, found in groupby(ordered, key=lambda item: item.lead):
        items = list(found)
        oldest = items[0].report_due
        assert code is not None, "those without a lead were left out"
        assert oldest is not None, "those without a deadline were left out"
        link = Query(lead=code, overdue="report", sort="report_due").link()
        offices.append(Office(items[0].lead_name or code, len(items), oldest, ground.count_late(oldest), link))
    return sorted(offices, key=lambda office: (office.oldest, office.name))


def write_chase(late: Iterable[Item], ground: Ground) -> str:
    """Return what to send to who is late, a paragraph a department; what is not open to all is named by number only."""
    paragraphs = []
    ordered = sorted(
        (item for item in late if item.lead and item.report_due),
        key=lambda item: (item.lead_name or "", by_report(item)),
    )
    for name, found in groupby(ordered, key=lambda item: item.lead_name or item.lead or ""):
        items = list(found)
        head = _("[%(name)s] 우선보고 기한이 지난 지시 %(n)s건", name=name, n=len(items))
        paragraphs.append("\n".join([head, *(_write_line(item, ground) for item in items)]))
    return "\n\n".join(paragraphs)


def _write_line(item: Item, ground: Ground) -> str:
    text = item.text if item.visibility == Visibility.OPEN else _("비공개 지시")
    short = text if len(text) <= TEXT_LETTERS else f"{text[:TEXT_LETTERS]}…"
    assert item.report_due is not None, "only what has a deadline is late"
    late = _("기한 %(day)s, %(n)s근무일 지남", day=format_day(item.report_due), n=ground.count_late(item.report_due))
    return f"- {item.number} {' '.join(short.split())} ({late})"


def make_task(
    item: Item, what: str, act: str, due: date | None, ground: Ground, *, chip: Chip | None = None, who: str = ""
) -> Task:
    """Return what is owed of a directive; without an act it leads to the directive itself."""
    way = ground.find_way(item, act) if act else f"/directives/{item.directive}"
    shown = chip if chip is not None else ground.chip(due, item.report_policy) if due else None
    return Task(what, way, item.number, item.text, shown, due, who)


def make_group(name: str, title: str, tasks: Sequence[Task], more: str) -> Group:
    """Return a group; where `more` has the others, only the first rows of a long one."""
    return Group(name, title, tasks[:SHOWN] if more else tasks, len(tasks), more if len(tasks) > SHOWN else "")


def group_by_due(tasks: Sequence[Task], today: date) -> list[Group]:
    """Return tasks by how near their day is; what has none comes last."""
    late, now, soon, later, none = _split(tasks, today)
    groups = (
        Group("late", _("기한이 지난 것"), late, len(late), is_alarming=bool(late)),
        Group("today", _("오늘 마감"), now, len(now), empty=_("오늘 마감 없음")),
        Group("soon", _("3일 안"), soon, len(soon)),
        Group("later", _("그 뒤"), later, len(later)),
        Group("undated", _("기한 없이 할 일"), none, len(none)),
    )
    return [group for group in groups if group.tasks or group.empty]


def _split(tasks: Iterable[Task], today: date) -> tuple[list[Task], list[Task], list[Task], list[Task], list[Task]]:
    """Return what is late, due today, within three days, later, and without a day."""
    parts: tuple[list[Task], list[Task], list[Task], list[Task], list[Task]] = ([], [], [], [], [])
    for task in sorted(tasks, key=lambda task: (task.due or date.max, task.number)):
        parts[_place(task.due, today)].append(task)
    return parts


def _place(due: date | None, today: date) -> int:
    if due is None:
        return 4
    days = (due - today).days
    return 0 if days < 0 else 1 if days == 0 else 2 if days <= SOON_DAYS else 3


def count_due(tasks: Sequence[Task], today: date, links: Sequence[str]) -> list[Number]:
    """Return how much is late, due today and within three days; each leads to its rows."""
    late, now, soon, *_rest = _split(tasks, today)
    counts = ((_("지연"), late), (_("오늘"), now), (_("3일 안"), soon))
    return [
        Number(label, len(found), link, is_alarming=label == _("지연") and bool(found))
        for (label, found), link in zip(counts, links, strict=True)
    ]


def find_calm(tasks: Sequence[Task], today: date) -> str:
    """Return what to say where nothing is late or due today; nothing where something is."""
    late, now, *_rest = _split(tasks, today)
    return _("오늘 마감 없음") if not late and not now else ""


def by_report(item: Item) -> tuple[date, int]:
    """Return where an item stands among others by the deadline of its report."""
    return item.report_due or date.max, item.ordinal
