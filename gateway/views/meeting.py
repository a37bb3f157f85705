"""회의: one row a meeting, planned, held with its decisions, or called off (ORG-10, CAL-09, CAL-10)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.calendar.periods import Period, Precision
from contracts.messages import Recorded
from contracts.registry import DateFixed, MeetingCancelled, MeetingRecorded, MeetingScheduled, RegistryEvent

CONTEXT = "registry"
PREFIX = "meeting-"


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting."""

    meeting: str
    title: str
    kind: str
    state: str
    """DATE_OPEN, SCHEDULED, HELD or CANCELLED."""
    by: str | None
    period: dict[str, object]
    """When it shall be, as a Period; its candidates while the date is open."""
    first_day: date
    """The first day on which it can be, or was."""
    place: str | None
    departments: list[str]
    is_hosted_by_mayor: bool
    ground: str | None
    """The legal ground on which it is held inside a blackout."""
    approver: str | None
    minutes: str | None
    decisions: list[str]
    cancelled_for: str | None
    version: int
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the meeting's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the meeting after the event."""
    if isinstance(event.data, MeetingScheduled):
        return _schedule(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case DateFixed() as fixed:
            return replace(row, state="SCHEDULED", period=_make_period(fixed.day), first_day=fixed.day)
        case MeetingRecorded() as held:
            return replace(
                row,
                state="HELD",
                period=_make_period(held.held_on),
                first_day=held.held_on,
                departments=list(held.departments),
                minutes=held.minutes,
                decisions=list(held.decisions),
            )
        case MeetingCancelled() as cancelled:
            return replace(row, state="CANCELLED", cancelled_for=cancelled.reason)
        case _:
            return row


def _schedule(planned: MeetingScheduled, event: Recorded[RegistryEvent]) -> Row:
    return Row(
        meeting=event.subject.removeprefix(PREFIX),
        title=planned.title,
        kind=planned.kind,
        state="DATE_OPEN" if planned.when.candidates else "SCHEDULED",
        by=planned.by,
        period=planned.when.model_dump(mode="json"),
        first_day=planned.when.first,
        place=planned.place,
        departments=list(planned.departments),
        is_hosted_by_mayor=planned.is_hosted_by_mayor,
        ground=planned.exemption.ground if planned.exemption else None,
        approver=planned.exemption.approver if planned.exemption else None,
        minutes=None,
        decisions=[],
        cancelled_for=None,
        version=event.streamversion,
        position=event.position,
    )


def _make_period(day: date) -> dict[str, object]:
    return Period(value=day.isoformat(), precision=Precision.DAY).model_dump(mode="json")
