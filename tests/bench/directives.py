"""The history that both sides read: directives that are issued, shared, reported on, then moved on."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from contracts.directives import (
    DirectiveIssued,
    DirectivesEvent,
    DirectiveShared,
    PriorityReportSubmitted,
    ProgressUpdated,
)
from tests.making import make_issued

STEPS: Final = 10
"""Events of one directive: issued, shared, reported, and progress seven times."""
TEXT: Final = "공약 이행 상황을 점검할 것"
NOTE: Final = "현장 확인을 마치고 설계를 보완하는 중"


def make_steps(number: str) -> Sequence[DirectivesEvent]:
    """Return a directive's events."""
    issued: DirectiveIssued = make_issued(number)
    shared = DirectiveShared(
        lead="town-yeonmu",
        supporting=("planning-audit",),
        shared_on=date(2024, 2, 5),
        share_late_days=0,
        report_due=date(2024, 2, 8),
        report_policy="DIR_REPORT_3@1",
    )
    reported = PriorityReportSubmitted(text=NOTE, reported_on=date(2024, 2, 7), report_late_days=0)
    progress = (ProgressUpdated(percent=step * 10, note=NOTE, reason=None) for step in range(3, STEPS))
    return (issued, shared, reported, *progress)
