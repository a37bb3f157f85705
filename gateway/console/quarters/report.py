"""분기 총괄보고: what one edition says, laid out from nothing but the events of its log up to its own (DIR-10, DIR-13).

A department's code has one name for ever; all else is in the edition's own entries, and the lateness of earlier
quarters in the editions that had been published before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from contracts.calendar import DAY
from contracts.directives import Assessment, DirectiveKind
from contracts.questions import SignedHead
from gateway.answers.quarters import Metrics, Rate, show_metrics
from gateway.console import present
from gateway.console.quarters.count import Entry, count_departments, count_figures
from gateway.console.quarters.drawing import Column, Drawing, draw_columns
from gateway.console.words import _
from gateway.exports.codes import draw_qr
from gateway.labels import ASSESSMENT_LABELS, KIND_LABELS, STATE_LABELS
from gateway.queries.directive_quarters import find_quarter_days
from gateway.views.quarterly_report import Row
from infra.clock import SEOUL

NO_DAY: Final = "–"
LETTERS: Final = 240
"""Of a directive's text on paper; the whole one is in the spreadsheet and under its number."""
OFFICE: Final = "기획감사실"
"""The coordinating office, which publishes (domain.md, 총괄부서); by its lineage it is found on any other day."""


@dataclass(frozen=True, slots=True)
class Published:
    """One edition as its events hold it."""

    head: Row
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Figure:
    """A key number with what it was worked out from."""

    label: str
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Share:
    """A department's line, of what it led and the reports whose clock it had; `rank` is empty below five."""

    name: str
    directives: int
    report: str
    completion: str
    days: str
    rank: str


@dataclass(frozen=True, slots=True)
class Said:
    """One directive as the report tells it."""

    number: str
    text: str
    lead: str
    kind: str
    state: str
    shared: str
    reported: str
    checked: str


@dataclass(frozen=True, slots=True)
class Lag:
    """A directive that lags: why, and what is to be done."""

    number: str
    text: str
    lead: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Proof:
    """By what a reader can tell that the paper says what was published."""

    position: int
    address: str
    head: SignedHead | None
    """None while no signed head covers the position yet."""


@dataclass(frozen=True, slots=True)
class Report:
    """One edition, ready to be shown, printed and written into files."""

    quarter: str
    edition: int
    title: str
    by: str
    lead: str
    reason: str | None
    figures: list[Figure]
    shares: list[Share]
    drawing: Drawing
    directives: list[Said]
    exhortations: list[Said]
    lags: list[Lag]
    unshared: list[Said]
    proof: Proof
    code: str
    """The address of the proof as an `<svg>`."""
    foot: str
    made_at: str
    """What its files bear as the moment of their making, as PDF has it."""


def find_made_at(head: Row) -> datetime:
    """Return the moment that an edition's files bear: noon of the day on which it was published."""
    return datetime.combine(head.published_on, time(12), SEOUL)


def name_quarter(quarter: str) -> str:
    """Return a quarter in words: 2024년 1분기."""
    year, _sign, number = quarter.partition("-Q")
    return _("%(year)s년 %(number)s분기", year=year, number=number)


def name_edition(edition: int) -> str:
    """Return an edition in words: 제1판."""
    return _("제%(edition)s판", edition=edition)


def name_entry(entry: Entry) -> str:
    """Return how a directive stood in its report's clock, in words."""
    if entry.report_due is None:
        return _("기한 없음") if entry.shared_on else NO_DAY
    if entry.reported_on is None:
        return _("미보고(기한 %(day)s)", day=_short(entry.report_due))
    return _say_day(entry.reported_on, entry.report_late_days)


def count_late(published: Published) -> tuple[int, int]:
    """Return how many reports of an edition came late or were overdue at the quarter's end, and of how many."""
    figures = count_figures(published.entries, published.head.quarter)
    late = figures.reported - figures.reported_on_time + figures.overdue
    return late, figures.reported + figures.overdue


def lay_out_report(
    published: Published,
    earlier: Sequence[Published],
    names: Mapping[str, str],
    proof: Proof,
    *,
    office: str,
    is_sample: bool,
) -> Report:
    """Return an edition; `earlier` are the last editions of the quarters before that were published by then.

    `office` is what the coordinating office was called on the day of publication.
    """
    head, entries = published.head, published.entries
    (whole,) = show_metrics([count_figures(entries, head.quarter)], names)
    told = [_tell(entry, names) for entry in entries]
    kinds = [(entry, said) for entry, said in zip(entries, told, strict=True)]
    return Report(
        quarter=head.quarter,
        edition=head.edition,
        title=_("%(quarter)s 지시·당부사항 총괄보고", quarter=name_quarter(head.quarter)),
        by=" · ".join(
            (office, _("%(day)s 발행", day=present.format_day(head.published_on)), name_edition(head.edition))
        ),
        lead=_say_answer(whole),
        reason=head.reason,
        figures=list(_list_figures(whole)),
        shares=[_show_share(each) for each in measure_departments(published, names)],
        drawing=_draw_lateness([*earlier, published]),
        directives=[said for entry, said in kinds if entry.kind != DirectiveKind.EXHORTATION],
        exhortations=[said for entry, said in kinds if entry.kind == DirectiveKind.EXHORTATION],
        lags=[_tell_lag(entry, names) for entry in entries if entry.assessment == Assessment.LAGGING],
        unshared=[said for entry, said in kinds if _is_unshared(entry, head.quarter)],
        proof=proof,
        code=draw_qr(proof.address, _("확인 주소")),
        made_at=find_made_at(head).isoformat(),
        foot=_say_foot(head, is_sample=is_sample),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an edition, without a word of its directives: whoever holds a paper compares them with it."""

    figures: list[Figure]
    shares: list[Share]
    lagging: int
    unshared: int


def lay_out_summary(published: Published, names: Mapping[str, str]) -> Summary:
    """Return the figures of an edition as its paper has them."""
    quarter, entries = published.head.quarter, published.entries
    (whole,) = show_metrics([count_figures(entries, quarter)], names)
    return Summary(
        figures=list(_list_figures(whole)),
        shares=[_show_share(each) for each in measure_departments(published, names)],
        lagging=sum(entry.assessment == Assessment.LAGGING for entry in entries),
        unshared=sum(_is_unshared(entry, quarter) for entry in entries),
    )


def _say_answer(whole: Metrics) -> str:
    """The sentence that answers before anybody reads on."""
    done, reports = whole.completion, whole.report_on_time
    said = _("취소와 병합을 뺀 %(n)s건 가운데 %(done)s건을 마쳤고", n=done.total, done=done.count)
    if reports.total == 0:
        return _("%(said)s, 기한이 된 우선보고는 없었음.", said=said)
    late = reports.total - reports.count
    if late == 0:
        return _("%(said)s, 우선보고 %(n)s건은 모두 기한 안에 들어옴.", said=said, n=reports.total)
    return _("%(said)s, 우선보고 %(n)s건 가운데 %(late)s건이 늦었음.", said=said, n=reports.total, late=late)


def _list_figures(whole: Metrics) -> Iterable[Figure]:
    rates = (
        (_("기한 내 공유"), whole.share_on_time),
        (_("기한 내 보고"), whole.report_on_time),
        (_("완료"), whole.completion),
    )
    for label, rate in rates:
        yield Figure(label, _percent(rate), f"{rate.count}/{rate.total}")
    days = whole.mean_days
    yield Figure(_("평균 처리일수"), _("%(n)s일", n=days.days) if days.total else NO_DAY, _("%(n)s건", n=days.total))


def measure_departments(published: Published, names: Mapping[str, str]) -> list[Metrics]:
    """Return the departments' rates by name: an order by rate would be a ranking of those below five."""
    groups = count_departments(published.entries, published.head.quarter)
    groups.sort(key=lambda each: names.get(each.department or "", each.department or ""))
    return show_metrics(groups, names)


def _show_share(each: Metrics) -> Share:
    assert each.department is not None, "grouped by department"
    return Share(
        name=each.department.name,
        directives=each.directives,
        report=format_rate(each.report_on_time),
        completion=format_rate(each.completion),
        days=_("%(n)s일", n=each.mean_days.days) if each.mean_days.total else NO_DAY,
        rank=NO_DAY if each.rank is None else str(each.rank),
    )


def format_rate(rate: Rate) -> str:
    """Return a rate with what it counts: 66.7% (2/3)."""
    return f"{_percent(rate)} ({rate.count}/{rate.total})" if rate.total else NO_DAY


def _percent(rate: Rate) -> str:
    return NO_DAY if rate.percent is None else f"{rate.percent}%"


def _draw_lateness(editions: Sequence[Published]) -> Drawing:
    columns = []
    for each in editions:
        late, total = count_late(each)
        columns.append(Column(name_quarter(each.head.quarter), late, total))
    return draw_columns(columns, _say_lateness(columns, _name_before(editions)))


def _name_before(editions: Sequence[Published]) -> str:
    """Return the quarter that the last is compared with in words; by its name where one between was not published."""
    if len(editions) == 1:
        return ""
    before, now = editions[-2].head.quarter, editions[-1].head.quarter
    is_adjacent = find_quarter_days(before)[1] + DAY == find_quarter_days(now)[0]
    return _("지난 분기") if is_adjacent else name_quarter(before)


def _say_lateness(columns: Sequence[Column], before: str) -> str:
    now = columns[-1]
    if now.total == 0:
        return _("이번 분기에는 기한이 된 우선보고가 없었음")
    if not before:
        return _("우선보고 %(n)s건 가운데 %(late)s건이 늦음", n=now.total, late=now.count)
    change = now.count - columns[-2].count
    if change == 0:
        return _("늦은 보고는 %(before)s와 같은 %(n)s건", before=before, n=now.count)
    if change < 0:
        return _("늦은 보고가 %(before)s보다 %(n)s건 줄어 %(late)s건", before=before, n=-change, late=now.count)
    return _("늦은 보고가 %(before)s보다 %(n)s건 늘어 %(late)s건", before=before, n=change, late=now.count)


def _tell(entry: Entry, names: Mapping[str, str]) -> Said:
    return Said(
        number=entry.number,
        text=_cut(entry.text),
        lead=_name(entry.lead, names),
        kind=_(KIND_LABELS[entry.kind]),
        state=_say_state(entry),
        shared=_say_day(entry.shared_on, entry.share_late_days) if entry.shared_on else _("미공유"),
        reported=name_entry(entry),
        checked=_(ASSESSMENT_LABELS[entry.assessment]) if entry.assessment else NO_DAY,
    )


def _tell_lag(entry: Entry, names: Mapping[str, str]) -> Lag:
    hidden = _("(비공개)")
    return Lag(
        number=entry.number,
        text=_cut(entry.text),
        lead=_name(entry.lead, names),
        cause=entry.cause or hidden,
        remedy=entry.remedy or hidden,
    )


def _say_state(entry: Entry) -> str:
    state = _(STATE_LABELS[entry.state])
    is_moving = entry.closed_on is None and entry.percent is not None
    return f"{state} {entry.percent}%" if is_moving else state


def _is_unshared(entry: Entry, quarter: str) -> bool:
    """The coordinating office's own delay (DIR-09)."""
    _first, last = find_quarter_days(quarter)
    return entry.shared_on is None or entry.shared_on > last


def _name(code: str | None, names: Mapping[str, str]) -> str:
    return NO_DAY if code is None else names.get(code, code)


def _cut(text: str | None) -> str:
    if text is None:
        return _("(비공개)")
    bare = " ".join(text.split())
    return bare if len(bare) <= LETTERS else f"{bare[:LETTERS].rstrip()}…"


def _short(day: date) -> str:
    return f"{day.month}. {day.day}."


def _say_day(day: date, late_days: int | None) -> str:
    """A day alone was in time."""
    return _("%(day)s(%(n)s일 늦음)", day=_short(day), n=late_days) if late_days else _short(day)


def _say_foot(head: Row, *, is_sample: bool) -> str:
    _first, last = find_quarter_days(head.quarter)
    parts = [
        _("비율은 분기 말(%(day)s), 상태는 발행일 기준", day=present.format_day(last)),
        _("기록 위치 %(position)s", position=f"{head.position:,}"),
        name_edition(head.edition),
    ]
    return " · ".join([_("교육용 표본"), *parts] if is_sample else parts)
