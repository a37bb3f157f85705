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
from contracts.calendar.policies import DeadlinePolicy
from contracts.directives import Assessment, PublishQuarterlyReport, RecordQuarterlyCheck
from gateway.answers.quarters import Metrics, QuarterDue, find_due
from gateway.console.forms import TEXT_LIMIT, read_count, read_field
from gateway.console.present import Chip, due_chip, state_chip
from gateway.console.quarters.report import format_rate, name_edition, name_quarter
from gateway.console.words import _
from gateway.labels import ASSESSMENT_LABELS, KIND_LABELS
from gateway.queries.directive_board import Item
from gateway.queries.directive_quarters import Tally, find_quarter_days, name_standing
from gateway.views import directive_check, quarterly_report

PATH: Final = "/reports"
PAGE: Final = 50
"""Lines of the grid at once (decided.md, Limits)."""
CURSOR: Final = 500
"""Letters of a cursor (gateway/routers)."""
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
    cursor: str = Field(default="", max_length=CURSOR)
    done: int = Field(default=-1, ge=-1, le=PAGE)
    """How many were just saved together, to be said; -1 says nothing."""
    left: int = Field(default=0, ge=0, le=PAGE)
    """How many of them were not, for somebody else had checked them."""
    unsure: int = Field(default=0, ge=0, le=PAGE)
    """Of how many it is not known: they may be stored."""
    refused: int = Field(default=0, ge=0, le=PAGE)
    """How many were refused for another reason."""

    @property
    def wanted(self) -> str | None:
        """The standing asked for."""
        return self.standing if self.standing in STANDINGS and self.standing else None

    def link(self, quarter: str, **changes: str) -> str:
        """Return the grid's address with other lines, from the first."""
        values = {"standing": self.standing, **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"{PATH}/{quarter}/check" + (f"?{urlencode(kept)}" if kept else "")

    def link_back(self, quarter: str, **told: int) -> str:
        """Return the address of this very page, with what is to be said there."""
        return self.link(quarter, cursor=self.cursor, **{name: str(count) for name, count in told.items()})


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
    seen: int = 0
    """Position of the check that the page has shown; 0 where there was none."""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Idempotency key, less the directive: the same finding after the same check is one command."""
        told = f"{self.assessment}\x1f{self.cause}\x1f{self.remedy}"
        return f"check/{self.seen}/{sha256(told.encode()).hexdigest()[:32]}"

    def says_the_same(self, other: "CheckEntry") -> bool:
        """Tell whether another finding is the same, word for word where words count."""
        is_lagging = self.assessment == Assessment.LAGGING
        words = (self.cause, self.remedy) == (other.cause, other.remedy)
        return self.assessment == other.assessment and (words or not is_lagging)


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
        seen=check.position if check else 0,
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
    return CheckEntry(assessment, cause, remedy, read_count(form, "seen"), errors)


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


def read_query(form: FormData) -> GridQuery:
    """Return the lines from which a form was sent, to come back to."""
    cursor = read_field(form, "cursor")
    return GridQuery(standing=read_field(form, "standing")[:20], cursor=cursor if len(cursor) <= CURSOR else "")


def read_picks(form: FormData) -> list[tuple[UUID, int]]:
    """Return the directives that were ticked, each with the check that was seen; what no page offers is left out."""
    found = (_PICK.fullmatch(str(value)) for value in form.getlist("pick"))
    return [(UUID(each[1]), int(each[2])) for each in found if each][:PAGE]


def make_publishing(quarter: str, reason: str) -> PublishQuarterlyReport | str:
    """Return the command, or in words why a reason cannot be stored."""
    if len(reason) > TEXT_LIMIT:
        counts = {"limit": f"{TEXT_LIMIT:,}", "n": f"{len(reason):,}", "over": f"{len(reason) - TEXT_LIMIT:,}"}
        return _("사유는 %(limit)s자까지입니다. 지금 %(n)s자이니 %(over)s자를 줄이세요.", **counts)
    try:
        return PublishQuarterlyReport(quarter=quarter, reason=reason or None)
    except ValidationError:
        return _("저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요.")


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
    due: Chip | None
    """By when it is checked and reported on: red once that has passed undone (CAL-07). None where nothing is."""
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


def lay_out_quarter(
    quarter: str,
    tally: Tally,
    reports: Sequence[quarterly_report.Row],
    today: date,
    policies: Sequence[DeadlinePolicy],
    calendar: Calendar,
) -> Standing:
    """Return a quarter's line: how far its check is, by when it is due, and what was published of it."""
    _first, last = find_quarter_days(quarter)
    own = [report for report in reports if report.quarter == quarter]
    due = find_due(last, policies, calendar) if tally.live else None
    done_on = min((report.published_on for report in own), default=None)
    return Standing(
        quarter=quarter,
        name=name_quarter(quarter),
        check_path=f"{PATH}/{quarter}/check",
        word=_say_standing(tally, is_published=bool(own), is_over=today > last),
        is_open=not own and today > last,
        due=_show_due(due, done_on, today, calendar) if due else None,
        tally=tally,
        editions=[
            Edition(name_edition(each.edition), f"{PATH}/{each.key}", each.published_on, each.reason) for each in own
        ],
    )


def _show_due(due: QuarterDue, done_on: date | None, today: date, calendar: Calendar) -> Chip:
    late = count_business_days_late(calendar, due.day, done_on or today)
    return due_chip(due.day, today, done_on=done_on, late_days=late, policy=due.policy)


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
