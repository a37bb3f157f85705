"""What the engagement's own log makes it do later: tell what is overdue, once (ENG-62)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from contracts.calendar.hours import SEOUL
from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import AuditProposalAnswered, AuditProposalReceived, EscalateAuditProposal
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put

PROPOSALS: Final = "proposals"
"""Timers: proposals to the audit that wait for an answer, by id."""
NINE: Final = time(9)
"""When offices open, in Seoul."""


def keep(event: Recorded[EngagementEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the timers."""
    kind, _, key = event.subject.partition("-")
    return tuple(_keep_proposal(key, event.data)) if kind == "audit_proposal" else ()


def escalate_proposal(key: str, due_at: datetime) -> Command:
    """Return the command of a proposal's timer, of whichever moment it was due."""
    del due_at
    return EscalateAuditProposal(proposal=UUID(key))


def pass_day(day: date) -> datetime:
    """Return the morning after a day."""
    return datetime.combine(day + timedelta(days=1), NINE, SEOUL)


def _keep_proposal(key: str, event: EngagementEvent) -> Iterator[Put | Drop]:
    match event:
        case AuditProposalReceived(due_on=due_on):
            yield Put(PROPOSALS, key, due_at=pass_day(due_on))
        case AuditProposalAnswered():
            yield Drop(PROPOSALS, key)
        case _:
            pass


AGENDA: Final[Agenda[EngagementEvent]] = Agenda(keep, timers={PROPOSALS: escalate_proposal})
