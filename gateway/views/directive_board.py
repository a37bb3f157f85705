"""지시사항 현황: one row a directive, as the board and the directive's own page show it."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.directives import (
    DirectiveIssued,
    DirectivesEvent,
    DirectiveShared,
    PriorityReportSubmitted,
    ProgressUpdated,
)
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "directive-"


@dataclass(frozen=True, slots=True)
class Row:
    """One directive; days are Seoul days, lateness is in business days."""

    directive: str
    number: str
    ordinal: int
    """Year and serial of the number as one integer, for sorting."""
    text: str
    kind: str
    meeting: str | None
    state: str
    issued_on: date
    share_due: date
    share_policy: str
    shared_on: date | None
    share_late_days: int | None
    lead: str | None
    supporting: list[str]
    report_due: date | None
    report_policy: str | None
    reported_on: date | None
    report_late_days: int | None
    percent: int | None
    due: date | None
    """The deadline that runs: the share's, then the report's; None once reported."""
    issued_by: str
    """Account or client id."""
    external_system: str | None
    external_id: str | None
    version: int
    position: int


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the directive that the event changes; facts and number series change none."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the row after the event."""
    match event.data:
        case DirectiveIssued() as issued:
            return _issue(issued, event)
        case DirectiveShared() as shared if row is not None:
            return replace(
                row,
                state="SHARED",
                shared_on=shared.shared_on,
                share_late_days=shared.share_late_days,
                lead=shared.lead,
                supporting=list(shared.supporting),
                report_due=shared.report_due,
                report_policy=shared.report_policy,
                due=shared.report_due,
                version=event.streamversion,
                position=event.position,
            )
        case PriorityReportSubmitted() as report if row is not None:
            return replace(
                row,
                state="REPORTED",
                reported_on=report.reported_on,
                report_late_days=report.report_late_days,
                due=None,
                version=event.streamversion,
                position=event.position,
            )
        case ProgressUpdated() as progress if row is not None:
            return replace(
                row,
                state="IN_PROGRESS",
                percent=progress.percent,
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row


def _issue(issued: DirectiveIssued, event: Recorded[DirectivesEvent]) -> Row:
    return Row(
        directive=event.subject.removeprefix(PREFIX),
        number=issued.number,
        ordinal=_find_ordinal(issued.number),
        text=issued.text,
        kind=issued.kind,
        meeting=issued.meeting,
        state="ISSUED",
        issued_on=issued.issued_on,
        share_due=issued.share_due,
        share_policy=issued.share_policy,
        shared_on=None,
        share_late_days=None,
        lead=None,
        supporting=[],
        report_due=None,
        report_policy=None,
        reported_on=None,
        report_late_days=None,
        percent=None,
        due=issued.share_due,
        issued_by=event.actor,
        external_system=issued.external_ref.system if issued.external_ref else None,
        external_id=issued.external_ref.id if issued.external_ref else None,
        version=event.streamversion,
        position=event.position,
    )


def _find_ordinal(number: str) -> int:
    year, serial = number.split("-")
    return int(year) * 1_000_000 + int(serial)
