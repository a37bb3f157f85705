"""설문 집계: one row a survey, stratum and month; results are computed from it; quotas beside it (ENG-32, ENG-39)."""

from dataclasses import dataclass, replace

from contracts.engagement import EngagementEvent
from contracts.engagement.answers import count_answers
from contracts.engagement.responses import (
    InterviewEnded,
    QuotaCounted,
    QuotaReached,
    ResponseSubmitted,
    ResponseWithdrawn,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
QUOTA = "quota-"
UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Row:
    """One cell."""

    cell: str
    """`<survey>|<stratum>|<month>`."""
    survey: str
    stratum: str
    month: str
    responses: int
    sums: dict[str, int]
    """As contracts/engagement/answers.py counts."""
    position: int


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """How full a stratum with a quota is."""

    quota: str
    """`<survey>-<stratum>`."""
    survey: str
    stratum: str
    responses: int
    is_reached: bool
    ended: int
    """Interviews that this quota has ended."""
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the cell that a response lies in."""
    match event.data:
        case ResponseSubmitted() | ResponseWithdrawn():
            return (_name(event.data),)
        case _:
            return ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the cell after the event."""
    match event.data:
        case ResponseSubmitted() | ResponseWithdrawn() as told:
            times = 1 if isinstance(told, ResponseSubmitted) else -1
            row = row or Row(_name(told), str(told.survey), told.stratum, told.month, 0, {}, 0)
            sums = count_answers(told.answers, row.sums, times)
            return replace(row, responses=row.responses + times, sums=sums, position=event.position)
        case _:
            return row


def quota_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the survey and stratum of a quota."""
    return (event.subject.removeprefix(QUOTA),) if event.subject.startswith(QUOTA) else ()


def apply_quota(row: QuotaRow | None, event: Recorded[EngagementEvent]) -> QuotaRow | None:
    """Return how full a stratum is after the event."""
    key = event.subject.removeprefix(QUOTA)
    row = row or QuotaRow(key, key[:UUID_LENGTH], key[UUID_LENGTH + 1 :], 0, False, 0, 0, 0)
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case QuotaCounted(count=count):
            return replace(row, responses=count)
        case QuotaReached():
            return replace(row, is_reached=True)
        case InterviewEnded():
            return replace(row, ended=row.ended + 1)
        case _:
            return row


def _name(told: ResponseSubmitted | ResponseWithdrawn) -> str:
    return f"{told.survey}|{told.stratum}|{told.month}"
