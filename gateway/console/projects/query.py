"""사업 목록: what its address asks for, and the same in words."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from pydantic import Field

from contracts.projects import Source, Unit
from gateway.console.listing import ListQuery
from gateway.console.projects.amounts import DEFAULT_NAME, UNITS, name_unit, read_unit
from gateway.console.words import _
from gateway.labels.projects import PHASE_LABELS, PROJECT_KIND_LABELS, SOURCE_LABELS
from gateway.queries.project import ORDERS, Filter

PATH: Final = "/projects"
PAGE_SIZE: Final = 50
SORTS: Final[Mapping[str, str]] = {
    "name": "이름순",
    "-total_won": "사업비 많은 순",
    "-secured_won": "확보액 많은 순",
    "-executed_won": "집행액 많은 순",
    "first_day": "오래된 순",
    "-first_day": "최근 시작순",
}
SHOWS: Final[Mapping[str, str]] = {"": "목록", "money": "재원·연도별", "timeline": "일정"}
YEARS: Final = range(1900, 2200)


class Query(ListQuery):
    """Which projects, and what of them."""

    path = PATH
    looks = frozenset({"sort", "unit", "show"})

    lead: str = Field(default="", max_length=40)
    kind: str = ""
    phase: str = ""
    programme: str = Field(default="", max_length=40)
    source: str = ""
    year: str = Field(default="", max_length=4)
    flagship: str = Field(default="", max_length=4)
    """The year whose flagships are shown (PRJ-80)."""
    sort: str = "name"
    unit: str = DEFAULT_NAME
    show: str = ""
    start: int = Field(default=1, ge=1, le=10**9)
    """Ordinal of the first row, for people; the cursor is what counts."""

    def choose(self, flagships: tuple[str, ...] | None = None) -> Filter:
        """Return the filter of the query; `flagships` are those of the year that it names."""
        return Filter(
            q=self.q or None,
            lead=self.lead or None,
            kinds=(self.kind,) if self.kind in PROJECT_KIND_LABELS else (),
            phases=(self.phase,) if self.phase in PHASE_LABELS else (),
            programme=self.programme or None,
            source=Source(self.source) if self.source in SOURCE_LABELS else None,
            year=read_year(self.year),
            projects=flagships,
        )

    @property
    def money_unit(self) -> Unit:
        """In what amounts are shown."""
        return read_unit(self.unit)

    @property
    def order(self) -> str:
        """By what the list is ordered, as gateway/queries/project.py names it."""
        name = self.sort.removeprefix("-")
        return name if self.sort in SORTS and name in ORDERS else "name"

    @property
    def is_falling(self) -> bool:
        """Whether the most comes first."""
        return self.sort in SORTS and self.sort.startswith("-")

    def link_export(self, ending: str) -> str:
        """Return the address of all matching projects as a file, whichever look they are given."""
        return super(Query, self.model_copy(update={"show": ""})).link_export(ending)

    def link_one(self, project: str) -> str:
        """Return the address of one project at the same moment, in the same unit."""
        kept = {name: getattr(self, name) for name in ("unit", "as_of", "known_at")}
        spelt = urlencode({name: value for name, value in kept.items() if value != Query.model_fields[name].default})
        return f"{PATH}/{project}?{spelt}" if spelt else f"{PATH}/{project}"

    @property
    def units(self) -> list[tuple[str, str, bool]]:
        """The unit switch: address, word, and whether it is the one that is shown."""
        return [
            (self.link(unit=name, cursor=self.cursor, start=self.start), name_unit(unit), unit is self.money_unit)
            for name, unit in UNITS.items()
        ]

    @property
    def shows(self) -> list[tuple[str, str, bool]]:
        """The three looks at the same projects."""
        return [(self.link(show=name), _(word), name == self.view) for name, word in SHOWS.items()]

    @property
    def view(self) -> str:
        """Which of the three looks."""
        return self.show if self.show in SHOWS else ""


def read_year(text: str) -> int | None:
    """Return a year; None of what is none."""
    return int(text) if text.isascii() and text.isdecimal() and int(text) in YEARS else None


def tell_filter(query: Query, departments: Mapping[str, str], programmes: Mapping[str, str]) -> str:
    """Return in words which projects are summed: `전략기획실 · 공사 · 2018년`; 모든 사업 without a filter."""
    told = [
        _("‘%(words)s’", words=query.q) if query.q else "",
        departments.get(query.lead, query.lead),
        _(PROJECT_KIND_LABELS.get(query.kind, "")) if query.kind else "",
        _(PHASE_LABELS.get(query.phase, "")) if query.phase else "",
        programmes.get(query.programme, query.programme),
        _("%(source)s 있음", source=_(SOURCE_LABELS[query.source])) if query.source in SOURCE_LABELS else "",
        _("%(year)s년에 하는 사업", year=query.year) if read_year(query.year) else "",
        _("%(year)s년 역점사업", year=query.flagship) if read_year(query.flagship) else "",
    ]
    return " · ".join(each for each in told if each) or _("모든 사업")
