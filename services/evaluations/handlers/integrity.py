"""Commands on a year's integrity and on breaches (EVL-80 to 85)."""

from dataclasses import replace
from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.integrity import HoldBroadcast, HoldBroadcasts, IntegrityCommand
from contracts.evaluations.violations import OpenViolation, ViolationCommand
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.evaluations import integrity, violation
from services.evaluations.handlers.streams import DEPARTMENTS, INTEGRITY, VIOLATION

IntegrityT = TypeVar("IntegrityT", bound=IntegrityCommand)
ViolationT = TypeVar("ViolationT", bound=ViolationCommand)


async def act_on_integrity(
    envelope: Envelope[IntegrityT], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Do to a year's integrity whatever its command says."""
    year = envelope.body.year
    state = await INTEGRITY.load(loading, year)
    known = integrity.Facts(find_seoul_day(envelope.effective_at), await DEPARTMENTS.load(loading))
    if isinstance(envelope.body, HoldBroadcast | HoldBroadcasts):
        before, after = await INTEGRITY.load(loading, year - 1), await INTEGRITY.load(loading, year + 1)
        known = replace(known, before=integrity.find_last(before), after=integrity.find_first(after))
    return INTEGRITY.answer(loading, integrity.decide(envelope.body, state, known), year)


async def act_on_violation(
    envelope: Envelope[ViolationT], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Do to a breach whatever its command says."""
    key = envelope.id if isinstance(envelope.body, OpenViolation) else require_subject(envelope.subject)
    case = await VIOLATION.load(loading, key)
    today, departments = find_seoul_day(envelope.effective_at), await DEPARTMENTS.load(loading)
    return VIOLATION.answer(loading, violation.decide(envelope.body, case, today, departments), key)
