"""What published reports say of projects: each stands as it was told on the report's day (PRJ-02, PRJ-03).

Only rows of published editions come in here: whatever has happened to a project since is not told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from contracts.calendar.periods import Period
from contracts.projects import Unit
from contracts.projects.plans import REPORT_MONTHS
from gateway.console.present import format_day
from gateway.console.projects.amounts import show_full, show_share, show_told
from gateway.console.words import _
from gateway.labels.projects import REPORT_LABELS, SOURCE_LABELS
from gateway.views.work_plan_edition import Row

PATH: Final = "/open"
PROJECTS: Final = f"{PATH}/projects"
PAGE: Final = 20
"""Projects of one page: reading pages are larger than the console's."""
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One project as one report told it."""

    project: str
    edition: str
    """`2024-2`."""
    year: int
    number: int
    kind: str
    published_on: date
    reason: str
    position: int
    standing: Json
    task: Json
    done: tuple[Json, ...]
    ahead: tuple[Json, ...]

    @property
    def name(self) -> str:
        """What it was called."""
        return str(self.standing["name"])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that was published."""

    editions: tuple[Row, ...]
    """The newest first."""
    told: Mapping[str, tuple[Told, ...]]
    """By project, the newest report first."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone as it was told."""

    title: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one source gives."""

    word: str
    amount: str
    share: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One report."""

    key: str
    name: str
    day: str
    reason: str
    link: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One project of the list."""

    name: str
    link: str
    lead: str
    task: str
    total: str
    reached: str
    day: str


@dataclass(frozen=True, slots=True)
class Page:
    """One project as everybody reads it."""

    name: str
    task: str
    lead: str
    period: str
    overview: str
    effects: tuple[str, ...]
    total: str
    written: str
    """The source's own words of the cost, where they differ."""
    shares: tuple[Share, ...]
    secured: str
    executed: str
    done: tuple[Milestone, ...]
    ahead: tuple[Milestone, ...]
    report: str
    day: str
    position: int
    editions: tuple[Edition, ...]


def gather(rows: Iterable[Row]) -> Catalogue:
    """Return what published reports tell, by project; one that is not published yet is left out."""
    published = sorted(
        (row for row in rows if row.published_on is not None and row.kind is not None),
        key=lambda row: (row.published_on, row.position),
        reverse=True,
    )
    told: dict[str, list[Told]] = {}
    for row in published:
        for each in _list_told(row):
            told.setdefault(each.project, []).append(each)
    return Catalogue(tuple(published), {key: tuple(each) for key, each in told.items()})


def _list_told(row: Row) -> Iterable[Told]:
    assert row.published_on is not None
    for task in row.tasks:
        for standing in task["projects"]:
            key = standing["project"]
            done, ahead = (tuple(each for each in task[part] if each["project"] == key) for part in ("done", "ahead"))
            yield Told(
                project=key,
                edition=row.report,
                year=row.year,
                number=row.edition,
                kind=row.kind or "",
                published_on=row.published_on,
                reason=row.reason or "",
                position=row.position,
                standing=standing,
                task=task["task"],
                done=done,
                ahead=ahead,
            )


def search(catalogue: Catalogue, words: str, edition: str = "") -> list[Told]:
    """Return the projects with the words in name or task, whatever the spaces; of one report, or as told last."""
    wanted = "".join(words.split()).casefold()
    chosen = (
        [each for told in catalogue.told.values() for each in told if each.edition == edition]
        if edition
        else [told[0] for told in catalogue.told.values()]
    )
    found = [each for each in chosen if wanted in _simplify(each)]
    return sorted(found, key=lambda each: (-each.published_on.toordinal(), each.task["number"], each.name))


def _simplify(told: Told) -> str:
    names = (told.name, told.task["title"], *told.task["aliases"])
    return "\n".join("".join(name.split()) for name in names).casefold()


def lay_out_card(told: Told, names: Mapping[str, str]) -> Card:
    """Return one project of the list; `names` are those of departments."""
    lead = told.standing["lead"]
    total = told.standing["total"]
    return Card(
        name=told.name,
        link=link_project(told.project),
        lead=names.get(lead, lead),
        task=told.task["title"],
        total=show_told(total, Unit.MILLION) if total else "",
        reached=_tell_reached(told),
        day=format_day(told.published_on),
    )


def _tell_reached(told: Told) -> str:
    whole = len(told.done) + len(told.ahead)
    return _("일정 %(whole)s건 가운데 %(n)s건 마침", whole=whole, n=len(told.done)) if whole else ""


def link_project(project: str, edition: str = "") -> str:
    """Return the address of a project, as a report told it or as told last."""
    return f"{PROJECTS}/{project}" + (f"?{urlencode({'edition': edition})}" if edition else "")


def lay_out(told: Told, others: Sequence[Told], names: Mapping[str, str]) -> Page:
    """Return one project as a report told it; `others` are all reports that tell of it, the newest first."""
    standing, task = told.standing, told.task
    total = standing["total"]
    return Page(
        name=told.name,
        task=task["title"],
        lead=names.get(standing["lead"], standing["lead"]),
        period=show_period(standing["period"]),
        overview=task["overview"] or "",
        effects=tuple(task["effects"]),
        total=show_told(total, Unit.MILLION) if total else "",
        written=(total or {}).get("written") or "",
        shares=tuple(_lay_out_share(each, total) for each in standing["sources"]),
        secured=show_full(standing["secured_won"], Unit.MILLION),
        executed=show_full(standing["executed_won"], Unit.MILLION),
        done=tuple(_lay_out_done(each) for each in told.done),
        ahead=tuple(_lay_out_ahead(each) for each in told.ahead),
        report=name_report(told.year, told.kind),
        day=format_day(told.published_on),
        position=told.position,
        editions=tuple(_lay_out_edition(each, told, is_newest=each is others[0]) for each in others),
    )


def _lay_out_share(line: Json, total: Json | None) -> Share:
    whole = total["won"] if total else 0
    won = line["amount"]["won"]
    return Share(_(SOURCE_LABELS[line["source"]]), show_told(line["amount"], Unit.MILLION), show_share(won, whole))


def _lay_out_done(told: Json) -> Milestone:
    return Milestone(told["title"], show_period(told["reached"]), "")


def _lay_out_ahead(told: Json) -> Milestone:
    planned, expected = show_period(told["planned"]), show_period(told["expected"])
    note = _("처음 계획 %(when)s", when=planned) if expected and expected != planned else ""
    return Milestone(told["title"], expected or planned, note)


def _lay_out_edition(each: Told, shown: Told, *, is_newest: bool) -> Edition:
    return Edition(
        key=each.edition,
        name=name_report(each.year, each.kind),
        day=format_day(each.published_on),
        reason=each.reason,
        link=link_project(each.project, "" if is_newest else each.edition),
        is_current=each.edition == shown.edition,
    )


def name_report(year: int, kind: str) -> str:
    """Return a report's name: 2024년 추진상황 보고."""
    return _("%(year)s년 %(report)s", year=year, report=_(REPORT_LABELS[kind]))


def find_next(rows: Iterable[Row], today: date) -> str:
    """Return which report comes next and in which month: the first of the two a year that is not out yet (PRJ-02)."""
    out = {(row.year, row.kind) for row in rows}
    due = [
        (year, month, kind)
        for year in (today.year, today.year + 1)
        for kind, month in REPORT_MONTHS.items()
        if (year, month) >= (today.year, today.month) and (year, kind) not in out
    ]
    year, month, kind = min(due)
    return _("%(year)s년 %(month)s월 %(report)s", year=year, month=month, report=_(REPORT_LABELS[kind]))


def show_period(told: Json | None) -> str:
    """Return a period as it was written."""
    return Period.model_validate(told).show() if told else ""
