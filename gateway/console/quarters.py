"""분기 점검: the grid of a quarter's live directives, and the list of quarters, worked out from their rows (DIR-09)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import FormData

from contracts.calendar import DAY, Calendar, count_business_days_late
from contracts.calendar.periods import Precision, find_period
from contracts.directives import Assessment, RecordQuarterlyCheck
from gateway.answers.quarters import Metrics
from gateway.console.forms import read_count, read_field
from gateway.console.present import Chip, due_chip, state_chip
from gateway.console.quarters_report import format_rate, name_edition, name_quarter
from gateway.console.words import _
from gateway.labels import ASSESSMENT_LABELS, KIND_LABELS
from gateway.queries.directive_board import Item
from gateway.queries.directive_quarters import Tally, find_quarter_days, name_standing
from gateway.views import directive_check, quarterly_report

PATH: Final = "/reports"
PAGE: Final = 50
"""Lines of the grid at once (decided.md, Limits)."""
QUARTERS: Final = 12
"""Quarters of the list: three years."""
STANDINGS: Final[Mapping[str, str]] = {
    "": "전체",
    "CHECKED": "점검함",
    "MISSING": "미점검",
    "UNSHARED": "미공유(기획감사실 지연)",
}
CHOICES: Final = (
    (Assessment.ON_TRACK, "정상", "1"),
    (Assessment.LAGGING, "부진", "2"),
    (Assessment.DONE, "완료", "3"),
)
"""What may be found, its word on the button and its key."""

_PICK: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9]{1,15})")


class GridQuery(BaseModel):
    """Which lines of the grid; a value that is not offered counts as none."""

    standing: str = ""
    cursor: str = Field(default="", max_length=500)
    done: int = Field(default=-1, ge=-1, le=PAGE)
    """How many were just saved together, to be said; -1 says nothing."""
    left: int = Field(default=0, ge=0, le=PAGE)
    """How many of them were not, for somebody else had changed them."""

    @property
    def wanted(self) -> str | None:
        """The standing asked for."""
        return self.standing if self.standing in STANDINGS and self.standing else None

    def link(self, quarter: str, **changes: str) -> str:
        """Return the grid's address with other lines."""
        values = {"standing": self.standing, **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"{PATH}/{quarter}/check" + (f"?{urlencode(kept)}" if kept else "")


@dataclass(frozen=True, slots=True)
class Number:
    """A count that opens to its rows."""

    label: str
    count: int
    link: str
    is_current: bool
    is_alarming: bool


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """What was filled into one line, and what is wrong with it by field."""

    assessment: str = ""
    cause: str = ""
    remedy: str = ""
    version: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Idempotency key, less the directive: the same finding on the same version is one command."""
        told = f"{self.assessment}\x1f{self.cause}\x1f{self.remedy}"
        return f"check/{self.version}/{sha256(told.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class Line:
    """One directive of the grid; `entry` is what its fields show."""

    item: Item
    kind: str
    standing: str
    state: Chip
    report: Chip | None
    entry: CheckEntry
    checked_on: date | None
    note: str = ""
    """Said beside the line: saved, or what went wrong."""
    is_saved: bool = False

    @property
    def needs_check(self) -> bool:
        """Tell whether its fields are there: what is not shared yet is nobody's to check."""
        return self.standing != "UNSHARED"


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of the grid."""

    quarter: str
    title: str
    last: date
    lines: list[Line]
    numbers: list[Number]
    tally: Tally
    next_link: str | None
    is_over: bool
    """Whether the quarter has ended, so that its report may be published."""

    @property
    def to_check(self) -> int:
        """How many must be checked altogether."""
        return self.tally.checked + self.tally.missing

    @property
    def percent(self) -> int:
        """How far the check has come, in whole percent; a whole one only when nothing is missing."""
        return 100 if not self.tally.missing else min(99, 100 * self.tally.checked // self.to_check)


def lay_out_line(
    item: Item,
    quarter: str,
    check: directive_check.Row | None,
    today: date,
    calendar: Calendar,
) -> Line:
    """Return one line as it stands."""
    words = None if item.is_withheld else check
    entry = CheckEntry(
        assessment=check.assessment if check else "",
        cause=(words.cause or "") if words else "",
        remedy=(words.remedy or "") if words else "",
        version=item.version,
    )
    return Line(
        item=item,
        kind=KIND_LABELS[item.kind],
        standing=name_standing(item, quarter),
        state=state_chip(item.state),
        report=_find_chip(item, today, calendar),
        entry=entry,
        checked_on=check.checked_on if check else None,
    )


def _find_chip(item: Item, today: date, calendar: Calendar) -> Chip | None:
    is_owed = item.reported_on is not None or item.ended_on is None
    if item.shared_on is None or item.report_due is None or not is_owed:
        return None
    late = item.report_late_days
    late_days = count_business_days_late(calendar, item.report_due, today) if late is None else late
    return due_chip(item.report_due, today, done_on=item.reported_on, late_days=late_days, policy=item.report_policy)


def lay_out_grid(
    quarter: str, lines: list[Line], tally: Tally, query: GridQuery, *, next_cursor: str | None, today: date
) -> Grid:
    """Return a page of the grid with its key numbers."""
    _first, last = find_quarter_days(quarter)
    return Grid(
        quarter=quarter,
        title=name_quarter(quarter),
        last=last,
        lines=lines,
        numbers=list(_list_numbers(quarter, tally, query)),
        tally=tally,
        next_link=query.link(quarter, cursor=next_cursor) if next_cursor else None,
        is_over=today > last,
    )


def _list_numbers(quarter: str, tally: Tally, query: GridQuery) -> Iterator[Number]:
    counts = {"": tally.live, "CHECKED": tally.checked, "MISSING": tally.missing, "UNSHARED": tally.unshared}
    for standing, label in STANDINGS.items():
        alarming = standing in {"MISSING", "UNSHARED"} and counts[standing] > 0
        link = query.link(quarter, standing=standing)
        yield Number(label, counts[standing], link, (query.wanted or "") == standing, alarming)


def read_check(form: FormData) -> CheckEntry:
    """Return what was filled into a line, with the errors in it (DIR-15)."""
    assessment, cause, remedy = (read_field(form, name) for name in ("assessment", "cause", "remedy"))
    errors: dict[str, str] = {}
    if assessment not in set(Assessment):
        errors["assessment"] = _("정상, 부진, 완료 가운데 하나를 고르세요.")
    if assessment == Assessment.LAGGING:
        errors |= {
            name: said
            for name, value, said in (
                ("cause", cause, _("부진이면 부진사유를 적으세요.")),
                ("remedy", remedy, _("부진이면 대안을 적으세요.")),
            )
            if not value
        }
    return CheckEntry(assessment, cause, remedy, read_count(form, "version"), errors)


def make_check(quarter: str, entry: CheckEntry) -> RecordQuarterlyCheck | None:
    """Return the command of a line without errors, or None where a text in it cannot be stored."""
    is_lagging = entry.assessment == Assessment.LAGGING
    try:
        return RecordQuarterlyCheck(
            quarter=quarter,
            assessment=Assessment(entry.assessment),
            cause=entry.cause if is_lagging else None,
            remedy=entry.remedy if is_lagging else None,
        )
    except ValidationError:
        return None


def read_picks(form: FormData) -> list[tuple[UUID, int]]:
    """Return the directives that were ticked, each with the version that was seen; what no page offers is left out."""
    found = (_PICK.fullmatch(str(value)) for value in form.getlist("pick"))
    return [(UUID(each[1]), int(each[2])) for each in found if each][:PAGE]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition in the list of quarters."""

    name: str
    path: str
    published_on: date
    reason: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One quarter of the list."""

    quarter: str
    name: str
    check_path: str
    word: str
    is_open: bool
    """Whether something is left to do for its report."""
    tally: Tally
    editions: list[Edition]


def list_quarters(first: date, today: date, most: int = QUARTERS) -> list[str]:
    """Return the quarters from today's back to the first directive's, the newest first."""
    period = find_period(Precision.QUARTER, today)
    quarters = [period.value]
    while period.first > first and len(quarters) < most:
        period = find_period(Precision.QUARTER, period.first - DAY)
        quarters.append(period.value)
    return quarters


def lay_out_quarter(quarter: str, tally: Tally, reports: Sequence[quarterly_report.Row], today: date) -> Standing:
    """Return a quarter's line: how far its check is, and what was published of it."""
    _first, last = find_quarter_days(quarter)
    own = [report for report in reports if report.quarter == quarter]
    return Standing(
        quarter=quarter,
        name=name_quarter(quarter),
        check_path=f"{PATH}/{quarter}/check",
        word=_say_standing(tally, is_published=bool(own), is_over=today > last),
        is_open=not own and today > last,
        tally=tally,
        editions=[
            Edition(name_edition(each.edition), f"{PATH}/{each.key}", each.published_on, each.reason) for each in own
        ],
    )


def _say_standing(tally: Tally, *, is_published: bool, is_over: bool) -> str:
    progress = _("%(n)s/%(total)s", n=tally.checked, total=tally.checked + tally.missing)
    if is_published:
        return _("발행")
    if not is_over:
        return _("분기 진행 중 · 점검 %(n)s", n=progress)
    return _("점검 중 %(n)s", n=progress) if tally.missing else _("점검 마침 · 발행 전")


@dataclass(frozen=True, slots=True)
class Rates:
    """A department's rates of the running quarter; each number opens to its rows."""

    name: str
    link: str
    directives: int
    share: str
    report: str
    completion: str
    days: str
    rank: str


def lay_out_rates(quarter: str, groups: Sequence[Metrics]) -> list[Rates]:
    """Return a quarter's rates by department, the whole first (DIR-13)."""
    return [_show_rates(quarter, each) for each in groups]


def _show_rates(quarter: str, each: Metrics) -> Rates:
    lead = {"lead": each.department.code} if each.department else {}
    return Rates(
        name=each.department.name if each.department else _("전체"),
        link=f"/directives?{urlencode({'quarter': quarter, **lead})}",
        directives=each.directives,
        share=format_rate(each.share_on_time),
        report=format_rate(each.report_on_time),
        completion=format_rate(each.completion),
        days=_("%(n)s일", n=each.mean_days.days) if each.mean_days.total else "–",
        rank="–" if each.rank is None else str(each.rank),
    )


def name_assessment(assessment: str) -> str:
    """Return a finding in words."""
    return _(ASSESSMENT_LABELS[Assessment(assessment)])
