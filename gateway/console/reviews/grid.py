"""심사분석: the grid of a quarter's flagship projects, worked out from their rows (PRJ-81, PRJ-82)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import FormData

from contracts.calendar.periods import Period, Precision, find_period
from contracts.projects.reviews import NEEDS_REMEDY, Rating, RatingPolicy, RecordReview, find_rating_policy, rate
from gateway.console.forms import TEXT_LIMIT, read_count, read_field
from gateway.console.past import Past
from gateway.console.present import Chip, ChipKind
from gateway.console.quarters.report import name_quarter
from gateway.console.words import _
from gateway.labels.projects import RATING_LABELS
from gateway.views import project, review

PATH: Final = "/reviews"
PAGE: Final = 50
"""Lines of the grid at once (decided.md, Limits)."""
QUARTERS: Final = 8
"""Quarters to go to: two years."""
WHOLE: Final = 10_000
"""Basis points of a whole."""
STANDINGS: Final[Mapping[str, str]] = {
    "": "전체",
    "MISSING": "미기록",
    "BEHIND": "부진·심각",
    "UNAGREED": "대안 합의 전",
    "CLOSED": "종결",
}
RATING_KINDS: Final[Mapping[str, ChipKind]] = {
    Rating.NORMAL: ChipKind.DONE,
    Rating.LAGGING: ChipKind.SOON,
    Rating.SEVERE: ChipKind.LATE,
    Rating.NOT_DUE: ChipKind.WAITING,
}
_PERCENT: Final = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?")
_QUARTER: Final = re.compile(r"(19|20|21)[0-9]{2}-Q[1-4]")


class Query(BaseModel):
    """Which lines of the grid; a value that is not offered counts as none."""

    quarter: str = Field(default="", max_length=10)
    standing: str = Field(default="", max_length=20)
    page: int = Field(default=1, ge=1, le=100)
    as_of: str = Field(default="", max_length=40)
    known_at: str = Field(default="", max_length=40)

    @property
    def past(self) -> Past:
        """The day that is asked for, where it is not today."""
        return Past(as_of=self.as_of, known_at=self.known_at)

    def choose(self, today: date) -> str:
        """Return the quarter asked for, else that of the day."""
        is_one = _QUARTER.fullmatch(self.quarter) is not None
        return self.quarter if is_one else find_period(Precision.QUARTER, today).value

    @property
    def wanted(self) -> str:
        """The standing asked for."""
        return self.standing if self.standing in STANDINGS else ""


def link(quarter: str, **changes: str) -> str:
    """Return the address of a quarter's grid."""
    return f"{PATH}?{urlencode({'quarter': quarter, **{name: value for name, value in changes.items() if value}})}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was filled into one line, and what is wrong with it by field."""

    planned: str = ""
    """Percent of the whole, as `actual`."""
    actual: str = ""
    cause: str = ""
    remedy: str = ""
    recovery: str = ""
    seen: int = 0
    """Version of the review that the page has shown; 0 where there was none."""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Idempotency key, less the review: the same record after the same version is one command."""
        told = f"{self.planned}\x1f{self.actual}\x1f{self.cause}\x1f{self.remedy}\x1f{self.recovery}"
        return f"{self.seen}/{sha256(told.encode()).hexdigest()[:32]}"

    @property
    def is_behind(self) -> bool:
        """Whether cause and remedy are there or are asked for."""
        return bool({"cause", "remedy", "recovery"} & self.errors.keys()) or bool(self.cause or self.remedy)


@dataclass(frozen=True, slots=True)
class Line:
    """One project under review; `entry` is what its fields show."""

    project: str
    name: str
    lead: str
    """Department code."""
    lead_name: str
    review: review.Row | None
    rating: Chip
    share: str
    entry: Entry
    action: str
    """Where its form is sent."""
    may_record: bool
    note: str = ""
    """Said beside the line: saved, or what went wrong."""
    is_saved: bool = False

    @property
    def key(self) -> str:
        """What its elements are called after."""
        return self.review.review if self.review is not None else self.project

    @property
    def standing(self) -> str:
        """MISSING, RECORDED, UNAGREED or CLOSED."""
        found = self.review
        if found is None or found.rating is None:
            return "MISSING"
        if found.state == "CLOSED":
            return "CLOSED"
        return "UNAGREED" if found.rating in NEEDS_REMEDY and not found.is_agreed else "RECORDED"

    @property
    def is_behind(self) -> bool:
        """Whether its rating asks for cause, remedy and recovery."""
        return self.review is not None and self.review.rating in NEEDS_REMEDY


@dataclass(frozen=True, slots=True)
class Number:
    """A count that opens to its rows."""

    label: str
    count: int
    link: str
    is_current: bool
    is_alarming: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of a quarter's grid."""

    quarter: str
    title: str
    year: int
    lines: list[Line]
    numbers: list[Number]
    is_begun: bool
    policy: RatingPolicy
    before_link: str | None
    next_link: str | None
    quarters: list[tuple[str, str, bool]]
    """Name, address and whether it is this one."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the grid."""

    today: date
    is_office: bool
    department: str | None
    """An officer's own; None of whoever records nothing for a department."""

    def may_record(self, lead: str) -> bool:
        """Tell whether the reader records what a department does (PRJ-81)."""
        return self.is_office or (self.department is not None and self.department == lead)


def lay_out_line(
    one: project.Row, found: review.Row | None, names: Mapping[str, str], reader: Reader, action: str
) -> Line:
    """Return one line as it stands."""
    is_open = found is None or found.state != "CLOSED"
    return Line(
        project=one.project,
        name=one.name,
        lead=one.lead,
        lead_name=names.get(one.lead, one.lead),
        review=found,
        rating=rating_chip(found.rating if found else None, reader.today),
        share=format_share(found.planned, found.actual) if found else "–",
        entry=show_entry(found),
        action=action,
        may_record=is_open and reader.may_record(one.lead),
    )


def show_entry(found: review.Row | None) -> Entry:
    """Return what a line's fields hold before anybody types."""
    if found is None:
        return Entry()
    return Entry(
        planned=format_percent(found.planned),
        actual=format_percent(found.actual),
        cause=found.cause or "",
        remedy=found.remedy or "",
        recovery=Period.model_validate(found.recovery).show() if found.recovery else "",
        seen=found.version,
    )


def rating_chip(rating: str | None, today: date) -> Chip:
    """Return a rating in shape, word and colour; its title is the rule (PRJ-82)."""
    policy = find_rating_policy(today)
    basis = _(
        "실적이 계획의 %(normal)s 이상이면 정상, %(lagging)s 이상이면 부진, 그 아래는 심각(정책 %(version)s판)",
        normal=f"{format_percent(policy.normal_from)}%",
        lagging=f"{format_percent(policy.lagging_from)}%",
        version=policy.version,
    )
    if rating is None:
        return Chip(ChipKind.NONE, _("미기록"), basis)
    return Chip(RATING_KINDS[rating], _(RATING_LABELS[rating]), basis)


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded at one time."""

    planned: str
    actual: str
    share: str
    rating: Chip
    cause: str
    remedy: str
    recovery: str


def lay_out_records(row: review.Row, today: date) -> list[Record]:
    """Return each time that a review was recorded, the last one first: none replaces the one before (PRJ-82)."""
    return [_lay_out_record(each, today) for each in reversed(row.records)]


def _lay_out_record(told: Mapping[str, Any], today: date) -> Record:
    recovery = told["recovery"]
    return Record(
        planned=format_percent(told["planned"]),
        actual=format_percent(told["actual"]),
        share=format_share(told["planned"], told["actual"]),
        rating=rating_chip(told["rating"], today),
        cause=told["cause"] or "",
        remedy=told["remedy"] or "",
        recovery=Period.model_validate(recovery).show() if recovery else "",
    )


def name_review(row: review.Row) -> str:
    """Return which review it is, in words."""
    if row.quarter is not None:
        return _("%(quarter)s 심사분석", quarter=name_quarter(row.quarter))
    return _("수시 심사분석")


def format_percent(points: int | None) -> str:
    """Return basis points as percent, exactly: 8750 is `87.5`."""
    if points is None:
        return ""
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def format_share(planned: int | None, actual: int | None) -> str:
    """Return actual as a share of planned, never rounded up to a threshold: `89.99…%` goes on, `90%` is exact."""
    if not planned or actual is None:
        return "–"
    points, rest = divmod(actual * WHOLE, planned)
    return f"{format_percent(points)}{'…' if rest else ''}%"


def read_percent(text: str) -> int | None:
    """Return the basis points of a percentage from 0 to 100 with two decimals at most; None of anything else."""
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        return None
    points = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    return points if points <= WHOLE else None


def read_entry(form: FormData, today: date) -> Entry:
    """Return what was filled into a line, with the errors in it (PRJ-82)."""
    names = ("planned", "actual", "cause", "remedy", "recovery")
    planned, actual, cause, remedy, recovery = (read_field(form, name) for name in names)
    errors = {
        name: _("0에서 100 사이의 퍼센트를 적으세요. 예: 62.5")
        for name, value in (("planned", planned), ("actual", actual))
        if read_percent(value) is None
    }
    if not errors and _rate(planned, actual, today) in NEEDS_REMEDY:
        errors = {
            name: said
            for name, value, said in (
                ("cause", cause, _("부진사유를 적으세요.")),
                ("remedy", remedy, _("대안을 적으세요.")),
                ("recovery", recovery, _("만회 시기를 적으세요. 예: 2025. 3월")),
            )
            if not value
        }
    for name, value in (("cause", cause), ("remedy", remedy)):
        if len(value) > TEXT_LIMIT:
            errors[name] = _("%(limit)s자까지 적을 수 있습니다. 줄이세요.", limit=f"{TEXT_LIMIT:,}")
    return Entry(planned, actual, cause, remedy, recovery, read_count(form, "seen"), errors)


def _rate(planned: str, actual: str, today: date) -> Rating:
    return rate(read_percent(planned) or 0, read_percent(actual) or 0, find_rating_policy(today))


def make_record(project_id: object, quarter: str | None, entry: Entry) -> RecordReview | None:
    """Return the command of a line without errors, or None where a text in it cannot be stored."""
    try:
        return RecordReview.model_validate(
            {
                "project": project_id,
                "quarter": quarter,
                "planned": read_percent(entry.planned),
                "actual": read_percent(entry.actual),
                "cause": entry.cause or None,
                "remedy": entry.remedy or None,
                "recovery_date": entry.recovery or None,
            }
        )
    except ValidationError:
        return None


def lay_out_grid(quarter: str, lines: Sequence[Line], query: Query, today: date) -> Grid:
    """Return a page of a quarter's grid with its key numbers."""
    wanted = [line for line in lines if _is_wanted(line, query.wanted)]
    first = (query.page - 1) * PAGE
    more = len(wanted) > first + PAGE
    past = query.past.kept
    return Grid(
        quarter=quarter,
        title=name_quarter(quarter),
        year=int(quarter[:4]),
        lines=wanted[first : first + PAGE],
        numbers=list(list_numbers(quarter, lines, query.wanted, past)),
        is_begun=_find_first(quarter) <= today,
        policy=find_rating_policy(today),
        before_link=link(quarter, standing=query.wanted, **past) if query.page > 1 else None,
        next_link=link(quarter, standing=query.wanted, page=str(query.page + 1), **past) if more else None,
        quarters=list_quarters(quarter, today, past),
    )


def list_numbers(quarter: str, lines: Sequence[Line], wanted: str, past: Mapping[str, str]) -> Iterator[Number]:
    """Return how many lines there are of each standing; `past` stays in the links."""
    for standing, label in STANDINGS.items():
        count = sum(_is_wanted(line, standing) for line in lines)
        alarming = standing in {"BEHIND", "UNAGREED"} and count > 0
        yield Number(label, count, link(quarter, standing=standing, **past), standing == wanted, alarming)


def list_quarters(shown: str, today: date, past: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Return the last quarters up to that of the day, the newest first, and the shown one wherever it lies."""
    year, _sign, number = find_period(Precision.QUARTER, today).value.partition("-Q")
    last = int(year) * 4 + int(number) - 1
    values = [f"{each // 4}-Q{each % 4 + 1}" for each in range(last, last - QUARTERS, -1)]
    values = values if shown in values else [shown, *values]
    return [(name_quarter(each), link(each, **past), each == shown) for each in values]


def _find_first(quarter: str) -> date:
    return Period(value=quarter, precision=Precision.QUARTER).first


def _is_wanted(line: Line, standing: str) -> bool:
    match standing:
        case "":
            return True
        case "BEHIND":
            return line.is_behind
        case _:
            return line.standing == standing
