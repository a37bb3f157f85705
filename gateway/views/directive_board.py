"""지시사항 현황: one row a directive, as the board and the directive's own page show it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from contracts.directives import (
    AddresseeReplied,
    Clock,
    DeadlineRecalculated,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    DuplicateMerged,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterlyCheckRecorded,
    TeamAssigned,
    Tenure,
)
from contracts.directives.tenures import follow
from contracts.messages import Recorded

CONTEXT = "directives"
PREFIX = "directive-"
Changes = dict[str, Any]
"""Fields of a row that an event changes."""
SAME: Final[Changes] = {}


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
    visibility: str
    origin_kind: str | None
    origin_id: str | None
    origin_item: int | None
    state: str
    issued_on: date
    share_due: date
    share_policy: str
    shared_on: date | None
    share_late_days: int | None
    lead: str | None
    team: str | None
    supporting: list[str]
    replies: dict[str, dict[str, Any]]
    """By addressee: `due`, `replied_on` and `late_days` of its own clock."""
    seen_by: list[str]
    """Departments that have seen it."""
    report_due: date | None
    report_policy: str | None
    report_days: int | None
    reported_on: date | None
    report_late_days: int | None
    percent: int | None
    latest: str | None
    """The lead's last words on it: outcome, progress note or report."""
    outcome_on: date | None
    outcome_by: list[str]
    """Who submitted the last outcome, and for whom he acted: neither accepts it."""
    returns: int
    ended_on: date | None
    days: int | None
    """Business days from the share to the close."""
    ending: str | None
    """The words that ended it: the office's note, the report to the mayor, why it was withdrawn."""
    merged_into: str | None
    duplicates: list[str]
    """Directives that ended as duplicates of this one."""
    checks: dict[str, dict[str, str]]
    """By quarter: `assessment` and `checked_on` of its last check."""
    due: date | None
    """The deadline that runs: the share's, then the report's; None once reported or ended."""
    issued_by: str
    """Account or client id."""
    issued_for: str | None
    """The account that was away, for which it was issued."""
    external_system: str | None
    external_id: str | None
    tenures: list[dict[str, str | None]]
    """Who has led it, in order: `lead` since a day, `clock`, whose the report's clock was then, and its `due` day.

    The clock goes with the lead until it is met; one that has passed unmet stays with who had it then (DIR-13, DIR-16).
    """
    is_backdated: bool
    """소급: something of it was entered later than it happened (CAL-14)."""
    version: int
    position: int


def keys(event: Recorded[DirectivesEvent]) -> tuple[str, ...]:
    """Return the directive that the event changes; facts, notes, quarters and number series change none."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[DirectivesEvent]) -> Row | None:
    """Return the row after the event; whatever the event, its version is that of the stream."""
    if isinstance(event.data, DirectiveIssued):
        return _issue(event.data, event)
    if row is None:
        return None
    changes = {**_work(row, event.data), **_move(row, event.data), **_end(event.data)}
    if _is_backdated(event.data):
        changes["is_backdated"] = True
    return replace(row, **changes, version=event.streamversion, position=event.position)


def _work(row: Row, event: DirectivesEvent) -> Changes:  # noqa: PLR0911 - one case an event
    match event:
        case DirectiveAcknowledged():
            return {"seen_by": sorted({*row.seen_by, event.department})}
        case TeamAssigned():
            return {"team": event.team}
        case PriorityReportSubmitted():
            return {
                "state": "REPORTED",
                "reported_on": event.reported_on,
                "report_late_days": event.report_late_days,
                "latest": event.text,
                "due": None,
            }
        case AddresseeReplied():
            told = {"replied_on": event.replied_on.isoformat(), "late_days": event.reply_late_days}
            return _reply(row, event.department, told)
        case ProgressUpdated():
            return {"state": "IN_PROGRESS", "percent": event.percent, "latest": event.note}
        case OutcomeSubmitted():
            by = [event.submitted_by, *_find_absent(event)]
            return {
                "state": "OUTCOME_SUBMITTED",
                "outcome_on": event.submitted_on,
                "outcome_by": by,
                "latest": event.text,
            }
        case OutcomeReturned():
            return {"state": "RETURNED", "returns": event.times}
        case QuarterlyCheckRecorded():
            found = {"assessment": str(event.assessment), "checked_on": event.checked_on.isoformat()}
            return {"checks": {**row.checks, event.quarter: found}}
        case DuplicateMerged():
            return {"duplicates": [*row.duplicates, str(event.duplicate)]}
        case _:
            return SAME


def _move(row: Row, event: DirectivesEvent) -> Changes:  # noqa: PLR0911 - one case an event
    """What sets the deadlines, and whose they are."""
    match event:
        case DirectiveShared():
            return _share(event)
        case DirectiveTransferred():
            others = [code for code in row.supporting if code != event.lead]
            owed = {code: each for code, each in row.replies.items() if code != event.lead or each["replied_on"]}
            beside: Changes = {"supporting": others, "replies": owed}
            moved: Changes = {"lead": event.lead, **beside, "team": None, "tenures": _follow(row, event)}
            if row.reported_on is not None or event.report_due is None:
                return moved
            days = row.report_days if event.report_due == row.report_due else None
            due = {"report_due": event.report_due, "due": event.report_due, "report_policy": event.report_policy}
            return {**moved, **due, "report_days": days}
        case DeadlineRecalculated(clock=Clock.SHARE):
            return {"share_due": event.due, "due": event.due}
        case DeadlineRecalculated(clock=Clock.REPORT):
            return {"report_due": event.due, "due": event.due, "tenures": _follow(row, event)}
        case DeadlineRecalculated(clock=Clock.REPLY) if event.department is not None:
            return _reply(row, event.department, {"due": event.due.isoformat()})
        case _:
            return SAME


def _follow(row: Row, event: DirectivesEvent) -> list[dict[str, str | None]]:
    """Return the tenures after an event, as they are stored."""
    known = tuple(Tenure.model_validate(each) for each in row.tenures)
    tenures = follow(known, event, is_reported=row.reported_on is not None)
    return [each.model_dump(mode="json") for each in tenures]


def _share(event: DirectiveShared) -> Changes:
    due = event.report_due and event.report_due.isoformat()
    return {
        "state": "SHARED",
        "shared_on": event.shared_on,
        "share_late_days": event.share_late_days,
        "lead": event.lead,
        "supporting": list(event.supporting),
        "replies": {code: {"due": due, "replied_on": None, "late_days": None} for code in event.addressees},
        "report_due": event.report_due,
        "report_policy": event.report_policy,
        "report_days": event.report_days,
        "due": event.report_due,
        "tenures": [{"lead": event.lead, "since": event.shared_on.isoformat(), "clock": event.lead, "due": due}],
    }


def _reply(row: Row, department: str, told: Changes) -> Changes:
    return {"replies": {**row.replies, department: {**row.replies.get(department, {}), **told}}}


def _end(event: DirectivesEvent) -> Changes:
    match event:
        case DirectiveClosed():
            ended: Changes = {"state": "CLOSED", "ended_on": event.closed_on, "days": event.days, "ending": event.note}
        case DirectiveClosedAsContinuing():
            ended = {"ended_on": event.closed_on, "days": event.days, "ending": event.mayor_report}
            ended["state"] = "CLOSED_AS_CONTINUING"
        case DirectiveCancelled():
            ended = {"state": "CANCELLED", "ended_on": event.cancelled_on, "ending": event.reason}
        case DirectiveMerged():
            ended = {"state": "MERGED", "ended_on": event.merged_on, "merged_into": str(event.into)}
        case _:
            return SAME
    return {**ended, "due": None}


def _issue(issued: DirectiveIssued, event: Recorded[DirectivesEvent]) -> Row:
    origin = issued.origin
    return Row(
        directive=event.subject.removeprefix(PREFIX),
        number=issued.number,
        ordinal=_find_ordinal(issued.number),
        text=issued.text,
        kind=issued.kind,
        meeting=issued.meeting,
        visibility=issued.visibility,
        origin_kind=origin.kind if origin else None,
        origin_id=origin.id if origin else None,
        origin_item=origin.item if origin else None,
        state="ISSUED",
        issued_on=issued.issued_on,
        share_due=issued.share_due,
        share_policy=issued.share_policy,
        shared_on=None,
        share_late_days=None,
        lead=None,
        team=None,
        supporting=[],
        replies={},
        seen_by=[],
        report_due=None,
        report_policy=None,
        report_days=None,
        reported_on=None,
        report_late_days=None,
        percent=None,
        latest=None,
        outcome_on=None,
        outcome_by=[],
        returns=0,
        ended_on=None,
        days=None,
        ending=None,
        merged_into=None,
        duplicates=[],
        checks={},
        due=issued.share_due,
        issued_by=event.actor,
        issued_for=next(iter(_find_absent(issued)), None),
        external_system=issued.external_ref.system if issued.external_ref else None,
        external_id=issued.external_ref.id if issued.external_ref else None,
        tenures=[],
        is_backdated=_is_backdated(issued),
        version=event.streamversion,
        position=event.position,
    )


def _find_absent(event: DirectivesEvent) -> list[str]:
    """Return the account for which the actor acted, where it was away (ORG-12)."""
    return [event.entry.acting_for] if event.entry and event.entry.acting_for else []


def _is_backdated(event: DirectivesEvent) -> bool:
    return event.entry is not None and event.entry.entered_at is not None


def _find_ordinal(number: str) -> int:
    *_, year, serial = number.split("-")
    return int(year) * 1_000_000 + int(serial)
