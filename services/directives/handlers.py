"""Directive commands: which streams each reads and writes."""

from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar
from contracts.directives import (
    DirectiveIssued,
    DirectivesEvent,
    DirectiveShared,
    IssueDirective,
    NumberTaken,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    ShareDirective,
    SubmitPriorityReport,
    UpdateProgress,
)
from contracts.errors import Rejected
from contracts.messages import Envelope, Result
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.business_clock import ManualClock
from infra.deciding import Decision, Handlers
from infra.loading import Fold, Loading
from services.directives import directive, facts, number_series

SEOUL: Final = ZoneInfo("Asia/Seoul")
DIRECTIVE: Final[Fold[directive.State, DirectivesEvent]] = Fold(directive.NotIssued(), directive.evolve)
DEPARTMENT: Final[Fold[directive.Department | None, DirectivesEvent]] = Fold(None, facts.evolve_department)
HOLIDAYS: Final[Fold[frozenset[date], DirectivesEvent]] = Fold(frozenset(), facts.evolve_holidays)
CLOCK: Final[Fold[datetime | None, DirectivesEvent]] = Fold(None, facts.evolve_clock)
SERIES: Final[Fold[int, DirectivesEvent]] = Fold(0, number_series.evolve)


async def issue(envelope: Envelope[IssueDirective], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Issue a directive under the next number of its year (DIR-01)."""
    today = find_seoul_day(envelope.effective_at)
    stream, series = f"directive-{envelope.id}", f"directive_number-{today.year}"
    state = await loading.load(stream, DIRECTIVE)
    calendar = await load_calendar(today, loading)
    number = await loading.load_alone(series, SERIES) + 1  # last: while it is held, other issues wait
    official = number_series.format_number(today.year, number)
    known = directive.Facts(today, calendar, number=official)
    events = directive.decide(envelope.body, state, known)
    due = next(event.share_due for event in events if isinstance(event, DirectiveIssued))
    result = Result(id=str(envelope.id), number=official, state="ISSUED", due=due)
    return Decision(stream, result, [*((stream, event) for event in events), (series, NumberTaken(number=number))])


async def share(envelope: Envelope[ShareDirective], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Share a directive with its departments (DIR-04, DIR-05)."""
    stream, state = await load_subject(envelope.subject, loading)
    today = find_seoul_day(envelope.effective_at)
    codes = (envelope.body.lead, *envelope.body.supporting)
    departments = [await loading.load(f"department-{code}", DEPARTMENT) for code in codes]
    known = directive.Facts(today, await load_calendar(today, loading), departments=tuple(departments))
    events = directive.decide(envelope.body, state, known)
    due = next(event.report_due for event in events if isinstance(event, DirectiveShared))
    result = Result(id=str(envelope.subject), state="SHARED", due=due)
    return Decision(stream, result, [(stream, event) for event in events])


async def report(
    envelope: Envelope[SubmitPriorityReport], loading: Loading[DirectivesEvent]
) -> Decision[DirectivesEvent]:
    """Take the lead department's first report (DIR-06)."""
    stream, state = await load_subject(envelope.subject, loading)
    today = find_seoul_day(envelope.effective_at)
    known = directive.Facts(today, await load_calendar(today, loading), acting=envelope.actor.department)
    events = directive.decide(envelope.body, state, known)
    return Decision(stream, Result(id=str(envelope.subject), state="REPORTED"), [(stream, event) for event in events])


async def progress(envelope: Envelope[UpdateProgress], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Take how far the lead department has come."""
    stream, state = await load_subject(envelope.subject, loading)
    known = directive.Facts(find_seoul_day(envelope.effective_at), acting=envelope.actor.department)
    events = directive.decide(envelope.body, state, known)
    result = Result(id=str(envelope.subject), state="IN_PROGRESS")
    return Decision(stream, result, [(stream, event) for event in events])


async def record_department(
    envelope: Envelope[RecordDepartment], loading: Loading[DirectivesEvent]
) -> Decision[DirectivesEvent]:
    """Copy a department of the registry."""
    stream = f"department-{envelope.body.code}"
    events = facts.decide_department(envelope.body, await loading.load(stream, DEPARTMENT))
    return Decision(stream, Result(id=envelope.body.code), [(stream, event) for event in events])


async def record_holiday(
    envelope: Envelope[RecordHoliday], loading: Loading[DirectivesEvent]
) -> Decision[DirectivesEvent]:
    """Copy a holiday of the registry."""
    stream = f"calendar-{envelope.body.day.year}"
    events = facts.decide_holiday(envelope.body, await loading.load(stream, HOLIDAYS))
    return Decision(stream, Result(id=envelope.body.day.isoformat()), [(stream, event) for event in events])


async def load_subject(subject: UUID | None, loading: Loading[DirectivesEvent]) -> tuple[str, directive.State]:
    """Return the directive's stream and state. Raises: Rejected with NOT_FOUND for a command that names none."""
    if subject is None:
        raise Rejected("NOT_FOUND", "지시사항을 찾을 수 없습니다. 번호를 확인하세요.")
    stream = f"directive-{subject}"
    return stream, await loading.load(stream, DIRECTIVE)


async def record_clock(envelope: Envelope[RecordClock], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Copy the manual business clock of the registry (CAL-14)."""
    events = facts.decide_clock(envelope.body, await loading.load(CLOCK_STREAM, CLOCK))
    return Decision(CLOCK_STREAM, Result(id="business"), [(CLOCK_STREAM, event) for event in events])


async def load_calendar(today: date, loading: Loading[DirectivesEvent]) -> Calendar:
    """Return the holidays of the day's year and the next: no deadline of this build reaches further."""
    this, following = [await loading.load(f"calendar-{year}", HOLIDAYS) for year in (today.year, today.year + 1)]
    return Calendar(this | following)


def find_seoul_day(moment: datetime) -> date:
    """Return the day in Seoul at a moment."""
    return moment.astimezone(SEOUL).date()


HANDLERS: Final[Handlers[DirectivesEvent]] = (
    Handlers[DirectivesEvent]()
    .on(IssueDirective, issue)
    .on(ShareDirective, share)
    .on(SubmitPriorityReport, report)
    .on(UpdateProgress, progress)
    .on(RecordDepartment, record_department)
    .on(RecordHoliday, record_holiday)
    .on(RecordClock, record_clock)
)
MANUAL_CLOCK: Final[ManualClock[DirectivesEvent]] = ManualClock(CLOCK, lambda now: now)
