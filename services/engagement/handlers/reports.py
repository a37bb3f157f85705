"""Commands on anonymous reports, which come sealed (ENG-63 to ENG-65, ADR 0033)."""

from dataclasses import replace
from typing import Final, TypeVar

from contracts.calendar import Calendar
from contracts.engagement import EngagementEvent
from contracts.engagement.reports import (
    CaseNumberTaken,
    DesignateIntegrityReaders,
    MarkReportOverdue,
    ReceiveReport,
    ReportCommand,
    TakeUpReport,
    WriteAsReporter,
)
from contracts.engagement.sealed import INTEGRITY
from contracts.messages import Envelope
from contracts.values import Role
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading, refuse_hidden
from services.engagement import anonymous_report, integrity_readers
from services.engagement.handlers.streams import (
    CASE_NUMBER,
    DEPARTMENTS,
    HOLIDAYS,
    INTEGRITY_READERS,
    REPORT,
)

ReportT = TypeVar("ReportT", bound=ReportCommand)
BY_REPORTERS: Final = (ReceiveReport, WriteAsReporter)


async def designate_readers(
    envelope: Envelope[DesignateIntegrityReaders], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Say who reads anonymous reports, in the clear (ENG-63)."""
    state = await INTEGRITY_READERS.load(loading)
    acting_for = envelope.entry.acting_for if envelope.entry else None
    return INTEGRITY_READERS.answer(loading, integrity_readers.decide(envelope.body, state, acting_for))


async def act_on_report(envelope: Envelope[ReportT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a report whatever its command says; whoever may not is told what of no report is told (ENG-63)."""
    command = envelope.body
    readers = await INTEGRITY_READERS.load(loading)
    if not _may(envelope, loading, readers):
        raise refuse_hidden()
    match command:
        case ReceiveReport():
            key = envelope.id
        case MarkReportOverdue():
            key = command.report
        case _:
            key = require_subject(envelope.subject)
    state = await REPORT.load(loading, key)
    calendar = Calendar(await HOLIDAYS.load(loading))
    known = anonymous_report.Facts(envelope.effective_at, calendar, await DEPARTMENTS.load(loading))
    if not isinstance(command, TakeUpReport):
        return REPORT.answer(loading, anonymous_report.decide(command, state, known), key)
    year = known.today.year
    number = await CASE_NUMBER.load_alone(loading, year) + 1
    decision = REPORT.answer(loading, anonymous_report.decide(command, state, replace(known, number=number)), key)
    taken = CASE_NUMBER.name_stream(year), CaseNumberTaken(number=number)
    return replace(decision, events=[*decision.events, taken])


def _may(envelope: Envelope[ReportT], loading: Loading[EngagementEvent], readers: integrity_readers.Readers) -> bool:
    """Tell whether a command came sealed and from whom it may; own timers come as they are."""
    actor = envelope.actor
    if isinstance(envelope.body, MarkReportOverdue):
        return actor.role is Role.SYSTEM
    if loading.sees != INTEGRITY or envelope.entry is not None:
        return False
    if isinstance(envelope.body, BY_REPORTERS):
        return actor.role is Role.CITIZEN
    return readers.include(actor.user)
