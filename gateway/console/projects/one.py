"""사업 하나: who it is, its rail, what was corrected, and where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from contracts.calendar import Calendar
from contracts.projects import Unit
from gateway.console.present import Chip, format_moment
from gateway.console.projects import one_matters, one_money
from gateway.console.projects.drawing import Tick, span_years
from gateway.console.projects.one_money import Money
from gateway.console.projects.schedule import (
    Rail,
    Step,
    count_years,
    draw_rail,
    list_days,
    list_steps,
    phase_chip,
    read_period,
    show_period,
)
from gateway.console.projects.tables import Cell, Table, keep_filled, tell
from gateway.console.projects.telling import Fact
from gateway.console.words import _
from gateway.labels.projects import FIELD_LABELS, PROJECT_KIND_LABELS, RELATION_LABELS
from gateway.views.contract import Row as Contract
from gateway.views.discrepancy import Row as Discrepancy
from gateway.views.project import Row
from gateway.views.review import Row as Review

MICRO: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page of a project is laid out from."""

    row: Row
    children: Sequence[Row]
    parent: Row | None
    contracts: Sequence[Contract]
    reviews: Sequence[Review]
    discrepancies: Sequence[Discrepancy]
    flagship_years: Sequence[int]
    departments: Mapping[str, str]
    teams: Mapping[str, str]
    programmes: Mapping[str, str]
    partners: Mapping[str, str]
    task: str
    """The task of the plan that it carries out, in words."""
    day: date
    calendar: Calendar
    position: int
    unit: Unit
    accounts: Mapping[str, str] = field(default_factory=dict)
    origin: Sequence[tuple[str, str]] = ()
    """Directives that come from it: word and address."""
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One line about a project; `field` is what may be corrected."""

    label: str
    value: str
    field: str = ""
    link: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of a project."""

    project: str
    name: str
    aliases: str
    kind: str
    relation: str
    phase: Chip
    marks: list[str]
    """What else to know at once: flagship, international event."""
    said: list[Said]
    summary: str
    effects: list[str]
    note: str
    money: Money
    children: list[Table]
    steps: list[Step]
    rail: Rail | None
    ticks: list[Tick]
    tables: list[Table]
    corrections: Table | None
    facts: Sequence[Fact]
    version: int
    position: int


def lay_out_sheet(reading: Reading, suffix: str) -> Sheet:
    """Return the page of a project; `suffix` keeps the unit and the moment in its links."""
    row, unit = reading.row, reading.unit
    scale = span_years(list_days(row.milestones, row.first_day, row.last_day), reading.day)
    rail = draw_rail(row.milestones, row.first_day, row.last_day, scale, reading.day) if row.milestones else None
    return Sheet(
        project=row.project,
        name=row.name,
        aliases=", ".join(row.aliases),
        kind=_(PROJECT_KIND_LABELS[row.kind]),
        relation=_(RELATION_LABELS[row.relation]) if row.relation else "",
        phase=phase_chip(row.phase),
        marks=list(_list_marks(reading)),
        said=[each for each in _list_said(reading, suffix) if each.value],
        summary=row.summary or "",
        effects=row.effects,
        note=row.note or "",
        money=one_money.lay_out_money(row, unit),
        children=one_money.list_children(reading.children, row, unit, suffix),
        steps=list_steps(row.milestones, reading.day, reading.calendar),
        rail=rail,
        ticks=scale.ticks,
        tables=[
            *one_matters.list_procedures(row, reading.day, unit),
            *one_matters.list_land(row, unit, reading.discrepancies),
            *one_matters.list_facilities(row),
            *one_matters.list_contracts(reading.contracts, reading.partners, unit),
            *one_matters.list_matters(row, reading.partners, unit),
            *one_matters.list_findings(reading.reviews, reading.discrepancies),
        ],
        corrections=next(iter(keep_filled([_list_corrections(reading)])), None),
        facts=reading.facts,
        version=row.version,
        position=reading.position,
    )


def _list_marks(reading: Reading) -> list[str]:
    marks = [_("%(year)s년 역점사업", year=year) for year in reading.flagship_years]
    if one_matters.is_renewal_due(reading.row, reading.day):
        marks.append(_("지식재산권 갱신할 때"))
    return [*marks, _("국제행사")] if reading.row.is_international_event else marks


def _list_said(reading: Reading, suffix: str) -> list[Said]:
    row = reading.row
    period = read_period(row.period)
    years = count_years(period) if period else None
    team = reading.teams.get(row.team or "", row.team or "")
    parent = reading.parent
    return [
        Said(_("주관부서"), reading.departments.get(row.lead, row.lead), "LEAD"),
        Said(_("담당팀"), team, "TEAM"),
        Said(_("사업기간"), show_period(row.period), "PERIOD", hint=_tell_years(years)),
        Said(_("종류"), _(PROJECT_KIND_LABELS[row.kind]), "KIND"),
        Said(_("재원사업"), reading.programmes.get(row.programme or "", row.programme or "")),
        Said(_("민선 기수"), _("민선 %(n)s기", n=row.term) if row.term else "", "TERM"),
        Said(_("위치"), row.address or "", "ADDRESS", hint=_tell_place(row)),
        Said(_("면적"), f"{row.area_m2:,}㎡" if row.area_m2 is not None else "", "AREA_M2"),
        Said(
            _("전체 사업"), parent.name if parent else "", link=f"/projects/{parent.project}{suffix}" if parent else ""
        ),
        Said(_("업무계획 과제"), reading.task),
        *(Said(_("지시"), word, link=link) for word, link in reading.origin),
        Said(_("다른 시스템 번호"), f"{row.external_system} {row.external_id}" if row.external_id else ""),
        Said(_("시작"), show_period(row.started_on)),
        Said(_("완료"), show_period(row.completed_on)),
        Said(_("끝난 까닭"), row.ending or ""),
    ]


def _tell_years(years: int | None) -> str:
    if years is None:
        return _("끝이 정해지지 않음")
    return _("%(n)s개 회계연도 계속비", n=years) if years > 1 else ""


def _tell_place(row: Row) -> str:
    if row.latitude is None or row.longitude is None:
        return ""
    return _("북위 %(north)s°, 동경 %(east)s°", north=_show_degree(row.latitude), east=_show_degree(row.longitude))


def _show_degree(micro: int) -> str:
    sign, size = ("-", -micro) if micro < 0 else ("", micro)
    whole, rest = divmod(size, MICRO)
    return f"{sign}{whole}.{rest:06d}"


def _list_corrections(reading: Reading) -> Table:
    """What stood before and stands now, the latest first: both stay visible (PLT-02)."""
    words = {"LEAD": reading.departments, "TEAM": reading.teams, "KIND": PROJECT_KIND_LABELS}
    rows: list[Sequence[Cell]] = []
    for each in reversed(reading.row.corrections):
        known = words.get(each["field"], {})
        before, after = (
            _show_corrected(each[name], known, is_kind=each["field"] == "KIND") for name in ("before", "after")
        )
        who = reading.accounts.get(each["by"], each["by"])
        when = format_moment(datetime.fromisoformat(each["at"]))
        rows.append(
            (tell(_(FIELD_LABELS[each["field"]])), tell(before), tell(after), tell(each["reason"]), tell(who, when))
        )
    heads = (_("항목"), _("바로잡기 전"), _("바로잡은 뒤"), _("사유"), _("누가·언제"))
    return Table("corrections", _("바로잡은 것"), heads, rows)


def _show_corrected(value: str | None, words: Mapping[str, str], *, is_kind: bool) -> str:
    if value is None:
        return ""
    shown = words.get(value, value)
    return _(shown) if is_kind else shown
