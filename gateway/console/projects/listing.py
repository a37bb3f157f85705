"""사업 목록: its rows, their sums, and the same money by source, programme, department and year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar import Calendar
from contracts.projects import Source, Unit
from gateway.answers.schedule import find_worst_slip, list_standings
from gateway.console.present import Chip
from gateway.console.projects.amounts import name_unit, show_bare, show_full, show_share
from gateway.console.projects.drawing import Segment, Tick, span_years, stack
from gateway.console.projects.query import Query
from gateway.console.projects.schedule import (
    ENDED,
    Rail,
    chip_of,
    draw_rail,
    find_next,
    list_days,
    phase_chip,
    show_period,
    tell_beside,
)
from gateway.console.words import _
from gateway.labels.projects import PROJECT_KIND_LABELS, RELATION_LABELS, SOURCE_LABELS
from gateway.queries.portfolio import Sums, YearSums
from gateway.queries.rows import Page
from gateway.views.project import Row

UNTOLD: Final = "UNTOLD"
"""Of a bar: money whose source nobody tells."""


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: departments, and funding programmes."""

    departments: Mapping[str, str]
    programmes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One project as a row."""

    project: str
    link: str
    name: str
    kind: str
    relation: str
    lead: str
    programme: str
    period: str
    total: str
    written: str
    secured: str
    executed: str
    shortfall: str
    is_short: bool
    phase: Chip
    following: str
    """The next milestone."""
    when: str
    chip: Chip | None
    slip: str
    """Of the milestone that slips most, where that is another."""


@dataclass(frozen=True, slots=True)
class Total:
    """What the listed projects come to, and which they are."""

    told: str
    """The filter in words."""
    projects: int
    total: str
    secured: str
    executed: str
    shortfall: str
    secured_share: str
    executed_share: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one source gives of a sum."""

    name: str
    word: str
    amount: str
    share: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart that is a table as well: a bar and its numbers."""

    word: str
    link: str
    projects: int | None
    segments: list[Segment]
    total: str
    parts: list[Part]
    secured: str = ""
    shortfall: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one scale; the title says what they show."""

    title: str
    head: str
    bars: list[Bar]
    columns: list[Part]
    """The sources that give something."""
    has_sums: bool


@dataclass(frozen=True, slots=True)
class Track:
    """One project on the timeline, with the same in words."""

    line: Line
    rail: Rail


@dataclass(frozen=True, slots=True)
class Timeline:
    """The projects of a page on one scale of years."""

    ticks: list[Tick]
    tracks: list[Track]
    today: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of projects."""

    lines: list[Line]
    total: int
    first: int
    last: int
    next_link: str | None
    position: int


def lay_out_page(page: Page[Row], query: Query, names: Names, day: date, calendar: Calendar) -> Listing:
    """Return the page of some rows as they stand on a day."""
    last = query.start + len(page.rows) - 1
    return Listing(
        lines=[lay_out_line(row, query, names, day, calendar) for row in page.rows],
        total=page.total or 0,
        first=query.start if page.rows else 0,
        last=last if page.rows else 0,
        next_link=query.link(cursor=page.next_cursor, start=last + 1) if page.next_cursor else None,
        position=page.position,
    )


def lay_out_line(row: Row, query: Query, names: Names, day: date, calendar: Calendar) -> Line:
    """Return one project as a row of the list."""
    unit = query.money_unit
    standings = list_standings(row.milestones, day, calendar)
    following = None if row.phase in ENDED else find_next(standings)
    worst = find_worst_slip(standings).days if following else 0
    own = following.standing.slip.days if following and following.standing else 0
    return Line(
        project=row.project,
        link=query.link_one(row.project),
        name=row.name,
        kind=_(PROJECT_KIND_LABELS[row.kind]),
        relation=_(RELATION_LABELS[row.relation]) if row.relation else "",
        lead=names.departments.get(row.lead, row.lead),
        programme=names.programmes.get(row.programme, row.programme) if row.programme else "",
        period=show_period(row.period),
        total=show_bare(row.total_won, unit, is_approximate=row.is_approximate),
        written=(row.total or {}).get("written") or "",
        secured=show_bare(row.secured_won, unit),
        executed=show_bare(row.executed_won, unit),
        shortfall=show_bare(row.shortfall_won, unit, is_approximate=row.is_approximate and bool(row.shortfall_won)),
        is_short=bool(row.shortfall_won),
        phase=phase_chip(row.phase),
        following=following.told["title"] if following else "",
        when=show_period(following.told["forecast"] or following.told["planned"]) if following else "",
        chip=chip_of(following) if following else None,
        slip=_("가장 늦은 일정 %(n)s일", n=f"{worst:,}")
        if worst > own
        else tell_beside(following)
        if following
        else "",
    )


def lay_out_total(sums: Sums, told: str, unit: Unit) -> Total:
    """Return the sums of the listed projects, which state their filter."""
    return Total(
        told=told,
        projects=sums.projects,
        total=show_bare(sums.total_won, unit, is_approximate=sums.is_approximate),
        secured=show_bare(sums.secured_won, unit),
        executed=show_bare(sums.executed_won, unit),
        shortfall=show_bare(sums.shortfall_won, unit, is_approximate=sums.is_approximate),
        secured_share=show_share(sums.secured_won, sums.total_won),
        executed_share=show_share(sums.executed_won, sums.secured_won),
    )


def chart_sources(sums: Sums, unit: Unit) -> Chart:
    """Return where the money of the listed projects comes from: one stacked bar with its numbers."""
    bar = _lay_out_bar(_("전체"), "", sums, sums.total_won, unit)
    whole = show_full(sums.total_won, unit, is_approximate=sums.is_approximate)
    most = max(bar.parts, key=lambda part: _amount(sums, part.name), default=None)
    title = _("총사업비 %(total)s", total=whole)
    if most is not None:
        title = _("총사업비 %(total)s 가운데 %(source)s %(share)s", total=whole, source=most.word, share=most.share)
    return Chart(title, "", [bar], bar.parts, has_sums=False)


def chart_by(
    groups: Mapping[str | int | None, Sums], head: str, words: Mapping[str, str], links: Mapping[str, str], unit: Unit
) -> Chart:
    """Return what the listed projects cost by programme or department, the most first."""
    ordered = sorted(groups.items(), key=lambda each: (each[0] is None, -each[1].total_won, str(each[0])))
    most = max((sums.total_won for sums in groups.values()), default=0)
    none = _("정하지 않음")
    bars = [
        _lay_out_bar(none if key is None else words.get(str(key), str(key)), links.get(str(key), ""), sums, most, unit)
        for key, sums in ordered
    ]
    return Chart(_title(bars, head, unit), head, bars, _find_columns([sums for _key, sums in ordered]), has_sums=True)


def chart_years(years: Sequence[YearSums], links: Mapping[int, str], unit: Unit) -> Chart:
    """Return what the plans of the listed projects have for each fiscal year."""
    head = _("회계연도")
    most = max((each.won for each in years), default=0)
    bars = [_lay_out_year(each, links, most, unit) for each in years]
    found = [source for source in Source if any(each.sources[source] for each in years)]
    columns = [Part(source, _(SOURCE_LABELS[source]), "", "") for source in found]
    told = sorted((each for each in zip(years, bars, strict=True) if each[0].year), key=lambda each: -each[0].won)
    is_untold = any(part.name == UNTOLD for bar in bars for part in bar.parts)
    untold = [Part(UNTOLD, _("재원 미상"), "", "")] if is_untold else []
    title = _title([bar for _year, bar in told], head, unit)
    return Chart(title, head, bars, [*columns, *untold], has_sums=False)


def lay_out_timeline(rows: Sequence[Row], lines: Sequence[Line], today: date) -> Timeline:
    """Return the projects of a page on one scale."""
    days = [day for row in rows for day in list_days(row.milestones, row.first_day, row.last_day)]
    scale = span_years(days, today)
    tracks = [
        Track(line, draw_rail(row.milestones, row.first_day, row.last_day, scale, today))
        for row, line in zip(rows, lines, strict=True)
    ]
    return Timeline(scale.ticks, tracks, scale.find(today))


def list_parts(sources: Mapping[Source, int], untold_won: int, whole: int, unit: Unit) -> list[Part]:
    """Return what each source gives; those that give nothing are left out."""
    told = [
        Part(source, _(SOURCE_LABELS[source]), show_bare(sources.get(source, 0), unit), show_share(won, whole))
        for source in Source
        if (won := sources.get(source, 0))
    ]
    untold = Part(UNTOLD, _("재원 미상"), show_bare(untold_won, unit), show_share(untold_won, whole))
    return [*told, untold] if untold_won else told


def _lay_out_bar(word: str, link: str, sums: Sums, most: int, unit: Unit) -> Bar:
    amounts = [*((source.value, sums.sources[source]) for source in Source), (UNTOLD, sums.untold_won)]
    return Bar(
        word=word,
        link=link,
        projects=sums.projects,
        segments=stack(amounts, most),
        total=show_bare(sums.total_won, unit, is_approximate=sums.is_approximate),
        parts=list_parts(sums.sources, sums.untold_won, sums.total_won, unit),
        secured=show_bare(sums.secured_won, unit),
        shortfall=show_bare(sums.shortfall_won, unit),
    )


def _lay_out_year(each: YearSums, links: Mapping[int, str], most: int, unit: Unit) -> Bar:
    word = _("연도 미상")
    if each.is_told:
        word = _("이후") if each.year is None else _("%(year)s년", year=each.year)
    untold = each.won - sum(each.sources.values())
    amounts = [*((source.value, each.sources[source]) for source in Source), (UNTOLD, untold)]
    return Bar(
        word=word,
        link=links.get(each.year, "") if each.year is not None else "",
        projects=None,
        segments=stack(amounts, most),
        total=show_bare(each.won, unit, is_approximate=each.is_approximate),
        parts=list_parts(each.sources, untold, each.won, unit),
    )


def _find_columns(sums: Iterable[Sums]) -> list[Part]:
    known = list(sums)
    found = [source for source in Source if any(each.sources[source] for each in known)]
    columns = [Part(source, _(SOURCE_LABELS[source]), "", "") for source in found]
    untold = [Part(UNTOLD, _("재원 미상"), "", "")] if any(each.untold_won for each in known) else []
    return [*columns, *untold]


def _title(bars: Sequence[Bar], head: str, unit: Unit) -> str:
    """Return what is most: the bars come with the most first."""
    if not bars:
        return head
    amount = f"{bars[0].total}{name_unit(unit)}"
    return _("가장 큰 %(head)s: %(name)s %(total)s", head=head, name=bars[0].word, total=amount)


def _amount(sums: Sums, name: str) -> int:
    return sums.untold_won if name == UNTOLD else sums.sources[Source(name)]
