"""A quarter and its consolidated report: every live directive, once a quarter's end has passed (DIR-09, DIR-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from contracts.directives import (
    DirectivesEvent,
    PublishQuarterlyReport,
    QuarterEntryPublished,
    QuarterlyReportPublished,
    Visibility,
)
from contracts.directives.tenures import find_tenure
from contracts.errors import Rejected
from services.directives.directive.ground import find_phase
from services.directives.directive.quarters import find_quarter_days, is_live, needs_check, was_shared
from services.directives.directive.state import Ended, Issued, NotIssued, State

NAMED: Final = 20
"""Directives that a refusal names; the check list shows them all."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What has been published of a quarter."""

    editions: int = 0


def evolve(state: Quarter, event: DirectivesEvent) -> Quarter:
    """Return the quarter after an event."""
    return Quarter(event.edition) if isinstance(event, QuarterlyReportPublished) else state


def decide(
    command: PublishQuarterlyReport,
    quarter: Quarter,
    directives: Sequence[tuple[UUID, State]],
    *,
    today: date,
    cut: dict[str, int],
) -> tuple[DirectivesEvent, ...]:
    """Return the report of a quarter, one entry for each live directive and then its head.

    `directives` are all that may be live, `cut` the positions that they were read at.
    Raises: Rejected with QUARTER_INCOMPLETE, REASON_REQUIRED, NOT_IN_QUARTER.
    """
    _, last = find_quarter_days(command.quarter)
    if today <= last:
        raise Rejected(
            "QUARTER_INCOMPLETE", "아직 끝나지 않은 분기입니다. 분기가 끝난 뒤 발행하세요.", {"until": str(last)}
        )
    if quarter.editions and command.reason is None:
        raise Rejected("REASON_REQUIRED", "이미 발행한 보고서입니다. 다시 발행하는 사유를 적으세요.")
    live = sorted(((key, state) for key, state in directives if is_live(state, command.quarter)), key=_find_number)
    if not live and not quarter.editions:
        message = "그 분기에는 지시사항이 없어 발행할 것이 없습니다. 분기를 확인하세요."
        raise Rejected("NOT_IN_QUARTER", message, {"quarter": command.quarter})
    missing = [_find_number((key, state)) for key, state in live if needs_check(state, command.quarter)]
    if missing:
        message = f"점검하지 않은 지시사항이 {len(missing)}건 있습니다. 분기 점검을 마친 뒤 발행하세요."
        details = {"missing": str(len(missing)), "numbers": ",".join(missing[:NAMED])}
        raise Rejected("QUARTER_INCOMPLETE", message, details)
    edition = quarter.editions + 1
    entries = [_describe(key, state, command.quarter, edition) for key, state in live]
    head = QuarterlyReportPublished(
        quarter=command.quarter,
        edition=edition,
        published_on=today,
        cut=cut,
        entries=len(entries),
        unshared=sum(not was_shared(state, command.quarter) for _, state in live),
        reason=command.reason,
    )
    return (*entries, head)


def _find_number(one: tuple[UUID, State]) -> str:
    _, state = one
    assert not isinstance(state, NotIssued)
    return state.order.number


def _describe(key: UUID, state: State, quarter: str, edition: int) -> QuarterEntryPublished:
    """What the parties alone may read is not in a published report."""
    assert not isinstance(state, NotIssued)
    order, work = state.order, None if isinstance(state, Issued) else state.work
    check = None if isinstance(state, Issued) else state.checks.get(quarter)
    is_told = order.visibility is Visibility.OPEN
    return QuarterEntryPublished(
        edition=edition,
        directive=key,
        number=order.number,
        text=order.text if is_told else None,
        kind=order.kind,
        visibility=order.visibility,
        state=find_phase(state),
        lead=work.lead if work else None,
        issued_on=order.issued_on,
        share_due=order.share_due,
        shared_on=work.shared_on if work else None,
        share_late_days=work.share_late_days if work else None,
        report_due=work.report_due if work else None,
        reported_on=work.reported_on if work else None,
        report_late_days=work.report_late_days if work else None,
        percent=work.percent if work else None,
        closed_on=state.ended_on if isinstance(state, Ended) else None,
        days=state.days if isinstance(state, Ended) else None,
        latest=work.latest if work and is_told else None,
        assessment=check.assessment if check else None,
        cause=check.cause if check and is_told else None,
        remedy=check.remedy if check and is_told else None,
        tenure=find_tenure(work.tenures, find_quarter_days(quarter)[1]) if work else None,
    )
