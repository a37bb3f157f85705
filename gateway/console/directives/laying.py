"""지시사항 하나: its clocks, steps and timeline, worked out from the row and its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from contracts.calendar import SATURDAY, Calendar, count_business_days, count_business_days_late
from contracts.calendar.policies import POLICIES, DeadlinePolicy
from contracts.directives import AddresseeReplied, Attachment, DirectiveKind, DirectivesEvent
from gateway.console import present
from gateway.console.directives.board import report_chip, share_chip
from gateway.console.directives.deadlines import choose_report, find_end, tell_length
from gateway.console.directives.timeline import OFFICE, Linked, Names, Told, tell
from gateway.console.present import Chip, Step, due_chip, format_day
from gateway.console.words import _
from gateway.labels import ASSESSMENT_LABELS, KIND_LABELS, ORIGIN_LABELS, ROLE_LABELS, STATE_LABELS
from gateway.queries.directive_board import Item
from gateway.views.history import Row

_EVENT: Final[TypeAdapter[DirectivesEvent]] = TypeAdapter(DirectivesEvent)
DAY: Final = timedelta(days=1)
COUNTED_BY_BUSINESS_DAYS: Final = frozenset({"DIR_REPORT_3", "DIR_PLAN_10", "DIR_LONG"})
LENGTH_WIDTH: Final = 240
"""Units of the drawing of whose time it was."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one directive's page is laid out from, read in one transaction."""

    item: Item
    history: Sequence[Row]
    names: Names
    position: int
    """What the views reflect."""
    today: date
    """The day against which lateness counts: of a past state, its own."""
    manual_clock: bool
    calendar: Calendar
    holidays: Mapping[date, str] = field(default_factory=dict)
    """Names of the public holidays around."""
    policies: Sequence[DeadlinePolicy] = POLICIES
    """Every version that is known."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two clocks: whose it is, its day, how it stands, and how the day was found."""

    label: str
    owner: str
    due: date | None
    chip: Chip | None
    note: str
    basis: list[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A filled node of the timeline: what happened, who did it, when it was so and when it was stored."""

    told: Told
    who: str
    shown_at: datetime
    effective_at: datetime
    recorded_at: datetime
    backdated: bool
    version: int
    ground: str | None = None
    """Why it was entered later."""

    @property
    def word(self) -> str:
        """What happened."""
        return self.told.word

    @property
    def notes(self) -> list[str]:
        """What stands under it."""
        return self.told.notes


@dataclass(frozen=True, slots=True)
class Due:
    """A hollow node of the timeline: what is owed, by whom, until when."""

    word: str
    who: str
    day: date
    chip: Chip


@dataclass(frozen=True, slots=True)
class Forecast:
    """A dashed node of the timeline: what comes after, and the day where it follows from today's act."""

    word: str
    who: str
    day: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Length:
    """How long the directive lay with somebody, in business days; `start` and `width` draw it after the one before."""

    who: str
    word: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """A department that replies for itself: its clock, and its words once it has replied."""

    name: str
    chip: Chip
    text: str | None
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """How it stood in a quarter."""

    quarter: str
    word: str
    is_lagging: bool
    on: date


@dataclass(frozen=True, slots=True)
class Origin:
    """What a directive came from (DIR-19)."""

    word: str
    id: str
    kind: str
    item: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The changing part of one directive's page."""

    item: Item
    position: int
    kind: str
    state: Chip
    lock: Chip | None
    clocks: list[Clock]
    steps: list[Step]
    facts: list[Fact]
    dues: list[Due]
    forecasts: list[Forecast]
    lengths: list[Length]
    addressees: list[Addressee]
    checks: list[Checked]
    origin: Origin | None
    linked: list[tuple[str, Linked]]
    """Duplicates and the one into which it was merged, each with a word."""
    seen: list[str]
    """Departments that have seen it, and are waited for (ORG-06)."""


def lay_out_sheet(reading: Reading) -> Sheet:
    """Return the page of a directive."""
    item, today = reading.item, reading.today
    share, report = share_chip(item, today, reading.calendar), report_chip(item, today, reading.calendar)
    facts = [_state_fact(row, reading) for row in reading.history]
    return Sheet(
        item=item,
        position=reading.position,
        kind=_(KIND_LABELS[item.kind]),
        state=present.state_chip(item.state),
        lock=present.visibility_chip(item.visibility),
        clocks=[_office_clock(reading, share), _department_clock(reading, report)],
        steps=_list_steps(item),
        facts=facts,
        dues=list(_list_dues(item, share, report)),
        forecasts=list(_list_forecasts(item, reading)),
        lengths=_measure_lengths(item, today, reading.calendar),
        addressees=list(_list_addressees(reading)),
        checks=[_show_check(quarter, found) for quarter, found in sorted(item.checks.items())],
        origin=_find_origin(item),
        linked=[(fact.word, fact.told.linked) for fact in facts if fact.told.linked is not None],
        seen=[reading.names.of(code) for code in item.seen_by],
    )


def _list_steps(item: Item) -> list[Step]:
    outcome_on = None if item.state in {"RETURNED", "IN_PROGRESS", "REPORTED"} else item.outcome_on
    end = STATE_LABELS[item.state] if item.ended_on else "완료"
    return present.list_steps(
        item.kind, item.issued_on, item.shared_on, item.reported_on, outcome_on, item.ended_on, end
    )


def _office_clock(reading: Reading, chip: Chip) -> Clock:
    item = reading.item
    note = _("%(day)s 공유", day=format_day(item.shared_on)) if item.shared_on else _("공유 전")
    basis = _explain(reading, item.issued_on, item.share_due, item.share_policy)
    return Clock(_("공유 기한"), _(OFFICE), item.share_due, chip, note, basis)


def _department_clock(reading: Reading, chip: Chip | None) -> Clock:
    item, label = reading.item, _("보고 기한")
    if chip is None or item.shared_on is None:
        length = tell_length(choose_report(reading.policies, item.kind, reading.today))
        note = _("공유하면 그다음 날부터 %(length)s", length=length) if length else _("당부는 보고 기한이 없음")
        return Clock(label, _("주관부서"), None, None, note, [])
    if item.reported_on:
        note = _("%(day)s 보고", day=format_day(item.reported_on))
    else:
        note = _("보고 전") if item.report_due else _("당부는 보고 기한이 없음")
    basis = _explain(reading, item.shared_on, item.report_due, item.report_policy)
    return Clock(label, item.lead_name or _("주관부서"), item.report_due, chip, note, basis)


def _explain(reading: Reading, start: date, due: date | None, policy: str | None) -> list[str]:
    """Return how a deadline was found: the rule, where it started, and the days that it does not count."""
    rule = present.describe_due(due, policy)
    if due is None:
        return [rule]
    skipped = _list_skipped(start, due, reading.holidays)
    began = _("%(day)s의 다음 날부터 셈", day=format_day(start))
    counted = (policy or "").partition("@")[0] in COUNTED_BY_BUSINESS_DAYS
    return [rule, *([began] if counted else []), *([_("건너뛴 날: %(days)s", days=skipped)] if skipped else [])]


def _list_skipped(start: date, due: date, holidays: Mapping[date, str]) -> str:
    """Return the days after `start` up to `due` on which no office works: weekends by number, holidays by name."""
    days = [start + n * DAY for n in range(1, (due - start).days + 1)]
    named = [f"{format_day(day)} {holidays[day]}" for day in days if day in holidays]
    weekend = sum(day.weekday() >= SATURDAY and day not in holidays for day in days)
    return ", ".join([*named, *([_("토·일 %(n)s일", n=weekend)] if weekend else [])])


def _state_fact(row: Row, reading: Reading) -> Fact:
    event = _EVENT.validate_json(row.data)
    entry = event.entry
    entered_later = entry is not None and entry.entered_at is not None
    late_clock = present.is_backdated(row.effective_at, row.recorded_at, manual_clock=reading.manual_clock)
    deputy = [_("직무대리")] if entry is not None and entry.acting_for else []
    department = reading.names.departments.get(row.department or "")
    return Fact(
        told=tell(event, reading.names),
        who=" · ".join(filter(None, (_(ROLE_LABELS[row.role]), department, *deputy))),
        shown_at=row.effective_at if reading.manual_clock else row.recorded_at,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        backdated=entered_later or late_clock,
        version=row.version,
        ground=entry.ground if entry is not None else None,
    )


def _list_dues(item: Item, share: Chip, report: Chip | None) -> Iterator[Due]:
    if item.ended_on is not None:
        return
    if item.shared_on is None:
        yield Due(_("부서 공유"), _(OFFICE), item.share_due, share)
    elif item.report_due and item.reported_on is None and report:
        word = "추진계획 보고" if item.kind == DirectiveKind.PLAN else "우선보고"
        yield Due(_(word), item.lead_name or _("주관부서"), item.report_due, report)


def _list_forecasts(item: Item, reading: Reading) -> Iterator[Forecast]:
    """What comes next: with a day where today's act would set it, else without."""
    if item.ended_on is not None:
        return
    lead = item.lead_name or _("주관부서")
    policy = choose_report(reading.policies, item.kind, reading.today)
    if item.shared_on is None and (day := find_end(policy, reading.today, reading.calendar)):
        yield Forecast(_("우선보고"), lead, day, _("오늘 공유하면 이날까지"))
    if item.kind == DirectiveKind.EXHORTATION and item.reported_on is None:
        yield Forecast(_("완료 처리"), _(OFFICE), None, _("당부는 처리결과 없이 끝낼 수 있음"))
        return
    if item.state != "OUTCOME_SUBMITTED":
        note = _("보완해서 다시 올릴 차례") if item.state == "RETURNED" else _("정해진 기한 없음")
        yield Forecast(_("처리결과 제출"), lead, None, note)
    note = _("처리결과를 확인할 차례") if item.state == "OUTCOME_SUBMITTED" else _("처리결과를 받으면")
    yield Forecast(_("완료 처리"), _(OFFICE), None, note)


def _measure_lengths(item: Item, today: date, calendar: Calendar) -> list[Length]:
    """Return the office's and the department's time in business days, drawn one after the other (DIR-04, DIR-06)."""
    last = item.ended_on or today
    shared_on = item.shared_on
    spans = [(_(OFFICE), item.issued_on, shared_on, item.share_due)]
    if shared_on and item.report_due:
        spans.append((item.lead_name or _("주관부서"), shared_on, item.reported_on, item.report_due))
    days = [count_business_days(calendar, since, until or last) for _who, since, until, _due in spans]
    total = max(sum(days), 1)
    lengths: list[Length] = []
    for (who, _since, until, due), count in zip(spans, days, strict=True):
        late = count_business_days_late(calendar, due, until or last)
        start = lengths[-1].start + lengths[-1].width if lengths else 0
        is_running = until is None and item.ended_on is None
        word = _word_length(count, late, is_running=is_running)
        lengths.append(Length(who, word, start, round(LENGTH_WIDTH * count / total)))
    return lengths


def _word_length(days: int, late: int, *, is_running: bool) -> str:
    if is_running:
        spent = _("%(n)s근무일째", n=days) if days else _("오늘 받음")
    else:
        spent = _("%(n)s근무일", n=days) if days else _("당일")
    return f"{spent} ({_('지연 %(n)s근무일', n=late)})" if late else spent


def _list_addressees(reading: Reading) -> Iterator[Addressee]:
    item = reading.item
    replies = (fact for row in reading.history if isinstance(fact := _EVENT.validate_json(row.data), AddresseeReplied))
    words = {reply.department: reply for reply in replies}
    for (code, clock), name in zip(item.replies.items(), item.addressee_names, strict=True):
        due = date.fromisoformat(clock["due"]) if clock.get("due") else None
        done_on = date.fromisoformat(clock["replied_on"]) if clock.get("replied_on") else None
        late = clock.get("late_days")
        if late is None:
            late = count_business_days_late(reading.calendar, due, reading.today) if due else 0
        chip = due_chip(due, reading.today, done_on=done_on, late_days=late, policy=item.report_policy)
        reply = words.get(code)
        yield Addressee(name, chip, reply.text if reply else None, reply.attachments if reply else ())


def _show_check(quarter: str, found: Mapping[str, str]) -> Checked:
    word = _(ASSESSMENT_LABELS[found["assessment"]])
    return Checked(quarter, word, found["assessment"] == "LAGGING", date.fromisoformat(found["checked_on"]))


def _find_origin(item: Item) -> Origin | None:
    if item.origin_kind is None or item.origin_id is None:
        return None
    return Origin(_(ORIGIN_LABELS[item.origin_kind]), item.origin_id, item.origin_kind, item.origin_item)
