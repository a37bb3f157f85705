"""지시사항 하나: its clocks, steps and timeline, worked out from the row and its history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import TypeAdapter

from contracts.calendar import Calendar
from contracts.directives import (
    DirectiveIssued,
    DirectiveKind,
    DirectivesEvent,
    DirectiveShared,
    PriorityReportSubmitted,
    ProgressUpdated,
)
from gateway.console import present
from gateway.console.board import report_chip, share_chip
from gateway.console.present import Chip, Step
from gateway.labels import KIND_LABELS, ROLE_LABELS
from gateway.queries.directive_board import Item
from gateway.views.history import Row

_EVENT: Final[TypeAdapter[DirectivesEvent]] = TypeAdapter(DirectivesEvent)


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two clocks: whose it is, its day, and how it stands."""

    label: str
    owner: str
    due: date | None
    chip: Chip | None
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A filled node of the timeline: what happened, who did it, when it was so and when it was stored."""

    word: str
    who: str
    shown_at: datetime
    effective_at: datetime
    recorded_at: datetime
    backdated: bool
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Due:
    """A hollow node of the timeline: what is owed, by whom, until when."""

    word: str
    who: str
    day: date
    chip: Chip


@dataclass(frozen=True, slots=True)
class Length:
    """How long the directive lay with somebody; `percent` is the share of the whole time."""

    who: str
    word: str
    percent: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The changing part of one directive's page."""

    item: Item
    position: int
    """What the views reflect."""
    kind: str
    state: Chip
    clocks: list[Clock]
    steps: list[Step]
    facts: list[Fact]
    dues: list[Due]
    lengths: list[Length]


def lay_out_sheet(
    item: Item,
    history: list[Row],
    names: Mapping[str, str],
    *,
    position: int,
    today: date,
    manual_clock: bool,
    calendar: Calendar,
) -> Sheet:
    """Return the page of a directive; `names` are departments by code."""
    share, report = share_chip(item, today, calendar), report_chip(item, today, calendar)
    return Sheet(
        item=item,
        position=position,
        kind=KIND_LABELS[item.kind],
        state=present.state_chip(item.state),
        clocks=[_office_clock(item, share), _department_clock(item, report)],
        steps=present.list_steps(item.kind, item.issued_on, item.shared_on, item.reported_on),
        facts=[_state_fact(row, names, manual_clock=manual_clock) for row in history],
        dues=list(_list_dues(item, share, report)),
        lengths=_measure_lengths(item, today),
    )


def _office_clock(item: Item, chip: Chip) -> Clock:
    note = f"{present.format_day(item.shared_on)} 공유" if item.shared_on else "공유 전"
    return Clock("공유 기한", "기획감사실", item.share_due, chip, note)


def _department_clock(item: Item, chip: Chip | None) -> Clock:
    if chip is None:
        days = present.REPORT_DAYS[item.kind]
        note = f"공유하면 그다음 날부터 {days}근무일" if days else "당부는 보고 기한이 없음"
        return Clock("보고 기한", "주관부서", None, None, note)
    if item.reported_on:
        note = f"{present.format_day(item.reported_on)} 보고"
    else:
        note = "보고 전" if item.report_due else "당부는 보고 기한이 없음"
    return Clock("보고 기한", item.lead_name or "주관부서", item.report_due, chip, note)


def _state_fact(row: Row, names: Mapping[str, str], *, manual_clock: bool) -> Fact:
    event = _EVENT.validate_json(row.data)
    backdated = present.is_backdated(row.effective_at, row.recorded_at, manual_clock=manual_clock)
    return Fact(
        word=present.EVENT_LABELS.get(row.type, row.type),
        who=" · ".join(filter(None, (ROLE_LABELS[row.role], names.get(row.department or "")))),
        shown_at=row.effective_at if manual_clock else row.recorded_at,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        backdated=backdated,
        notes=list(_list_notes(event, names)),
    )


def _list_notes(event: DirectivesEvent, names: Mapping[str, str]) -> Iterator[str]:
    match event:
        case DirectiveIssued() as issued:
            yield (f"{KIND_LABELS[issued.kind]} · {issued.meeting}" if issued.meeting else (KIND_LABELS[issued.kind]))
        case DirectiveShared() as shared:
            yield f"주관 {names.get(shared.lead, shared.lead)}"
            if shared.supporting:
                yield "협조 " + ", ".join(names.get(code, code) for code in shared.supporting)
            yield present.format_late(shared.share_late_days)
        case PriorityReportSubmitted() as report:
            yield report.text
            yield present.format_late(report.report_late_days)
        case ProgressUpdated() as progress:
            yield f"{progress.percent}% · {progress.note}"
            if progress.reason:
                yield f"낮춘 사유: {progress.reason}"
        case _:
            return


def _list_dues(item: Item, share: Chip, report: Chip | None) -> Iterator[Due]:
    if item.shared_on is None:
        yield Due("부서 공유", "기획감사실", item.share_due, share)
    elif item.report_due and item.reported_on is None and report:
        word = "추진계획 보고" if item.kind == DirectiveKind.PLAN else "우선보고"
        yield Due(word, item.lead_name or "주관부서", item.report_due, report)


def _measure_lengths(item: Item, today: date) -> list[Length]:
    """Return the office's and the department's time; a deed on the same day is 당일, a running time counts today."""
    shared_on = item.shared_on
    spans = [("기획감사실", item.issued_on, shared_on)]
    if shared_on and item.report_due:
        spans.append((item.lead_name or "주관부서", shared_on, item.reported_on))
    days = [((until or today) - since).days + (until is None) for _, since, until in spans]
    total = max(sum(days), 1)
    return [
        Length(who, _word_length(count, running=until is None), round(100 * count / total))
        for count, (who, _, until) in zip(days, spans, strict=True)
    ]


def _word_length(days: int, *, running: bool) -> str:
    if running:
        return f"{days}일째"
    return f"{days}일" if days else "당일"
