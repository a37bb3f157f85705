"""Commands of the directives: which streams each reads and writes."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from typing import Final, TypeVar
from uuid import UUID, uuid5

from contracts.calendar import Calendar
from contracts.calendar.hours import find_seoul_day
from contracts.calendar.policies import POLICIES, DeadlinePolicy
from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    DirectivesEvent,
    DuplicateMerged,
    IssueDirective,
    MergeDirectives,
    NumberTaken,
    PublishQuarterlyReport,
    ReachStage,
    RecalculateDeadlines,
    RecordClock,
    RecordDepartment,
    RecordHoliday,
    RecordPolicy,
    RecordQuarterlyCheck,
    RecordRevokedHoliday,
    RecordTeam,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SplitNote,
    SubmitOutcome,
    SubmitPriorityReport,
    TakeNote,
    TransferDirective,
    UpdateProgress,
    Visibility,
)
from contracts.directives.sealed import AUDIT
from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Result
from contracts.values import Role
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.business_clock import ManualClock
from infra.deciding import Decision, Handle, Handlers
from infra.loading import Fold, Loading
from services.directives import facts, note, number_series, quarter
from services.directives.directive import ground
from services.directives.directive.deadlines import FIRST_DAY
from services.directives.directive.decide import DirectiveCommand, decide
from services.directives.directive.ground import Facts
from services.directives.directive.quarters import find_quarter_days
from services.directives.directive.state import Active, DeadlineKey, Issued, NotIssued, State, evolve
from services.directives.index import DIRECTIVES

DIRECTIVE: Final[Fold[State, DirectivesEvent]] = Fold(NotIssued(), evolve)
NOTE: Final[Fold[note.State, DirectivesEvent]] = Fold(note.NotTaken(), note.evolve)
QUARTER: Final[Fold[quarter.Quarter, DirectivesEvent]] = Fold(quarter.Quarter(), quarter.evolve)
SERIES: Final[Fold[int, DirectivesEvent]] = Fold(0, number_series.evolve, is_dated=False)
DEPARTMENT: Final[Fold[ground.Department | None, DirectivesEvent]] = Fold(None, facts.evolve_department)
TEAM: Final[Fold[facts.Team | None, DirectivesEvent]] = Fold(None, facts.evolve_team)
HOLIDAYS: Final[Fold[frozenset[date], DirectivesEvent]] = Fold(frozenset(), facts.evolve_holidays)
POLICY: Final[Fold[tuple[DeadlinePolicy, ...], DirectivesEvent]] = Fold(POLICIES, facts.evolve_policies)
CLOCK: Final[Fold[datetime | None, DirectivesEvent]] = Fold(None, facts.evolve_clock)
POLICY_STREAM: Final = "policies"
ActT = TypeVar("ActT", bound=DirectiveCommand)
SubjectT = TypeVar("SubjectT", bound=Command)
CommandT = TypeVar("CommandT", bound=Command)
StateT = TypeVar("StateT")


async def act(envelope: Envelope[ActT], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Do to a directive whatever its command says: all that is done to one has this one shape."""
    key = find_subject(envelope)
    stream = f"directive-{key}"
    state = await load_known(stream, loading)
    if isinstance(state, NotIssued):
        raise ground.refuse_unknown()  # before anything else is loaded: what is hidden takes as long
    check_seal(state.order.visibility, envelope, loading)
    events = decide(envelope.body, state, await load_facts(envelope, state, loading))
    return Decision(stream, describe(key, state, events), [(stream, event) for event in events])


async def merge(envelope: Envelope[MergeDirectives], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """End a directive as a duplicate, and say so in the other's history too (DIR-03)."""
    decision = await act(envelope, loading)
    duplicate = await loading.load(decision.subject, DIRECTIVE)
    assert not isinstance(duplicate, NotIssued), "what is merged was issued"
    other = DuplicateMerged(duplicate=find_subject(envelope), number=duplicate.order.number)
    return replace(decision, events=[*decision.events, (f"directive-{envelope.body.into}", other)])


async def issue(envelope: Envelope[IssueDirective], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Issue a directive under the next number of its year (DIR-01), or of the audit's own series (DIR-22)."""
    visibility = envelope.body.visibility
    check_seal(visibility, envelope, loading)
    stream, today = f"directive-{envelope.id}", find_seoul_day(envelope.effective_at)
    state = await loading.load(stream, DIRECTIVE)
    known = await load_facts(envelope, state, loading)
    series = number_series.name_series(today.year, visibility)
    number = await loading.load_alone(series, SERIES) + 1  # last: while it is held, other issues wait
    official = number_series.format_number(today.year, number, visibility)
    events = decide(envelope.body, state, replace(known, number=official))
    result = describe(envelope.id, state, events).model_copy(update={"number": official})
    return Decision(stream, result, [*((stream, event) for event in events), (series, NumberTaken(number=number))])


async def take_note(envelope: Envelope[TakeNote], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Keep the memo of a meeting (DIR-03)."""
    check_seal(Visibility.OPEN, envelope, loading)
    stream = f"note-{envelope.id}"
    events = note.take(envelope.body, await loading.load(stream, NOTE))
    return Decision(stream, Result(id=str(envelope.id), state="TAKEN"), [(stream, event) for event in events])


async def split_note(envelope: Envelope[SplitNote], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
    """Make directives of a note in one append, under consecutive numbers (DIR-03)."""
    check_seal(Visibility.OPEN, envelope, loading)
    key, drafts, today = find_subject(envelope), envelope.body.drafts, find_seoul_day(envelope.effective_at)
    stream, series = f"note-{key}", number_series.name_series(today.year, Visibility.OPEN)
    memo = await loading.load(stream, NOTE)
    children = [uuid5(envelope.id, str(index)) for index in range(len(drafts))]
    events: list[tuple[str, DirectivesEvent]] = [(stream, note.split(envelope.body, memo, children))]
    await asyncio.gather(*(loading.load(f"directive-{child}", DIRECTIVE) for child in children))
    known = await load_facts(envelope, NotIssued(), loading)
    last = await loading.load_alone(series, SERIES)
    made: list[Result] = []
    for index, (child, draft) in enumerate(zip(children, drafts, strict=True)):
        number = last + 1 + index
        official = number_series.format_number(today.year, number)
        with naming_draft(index):
            written = note.make_directive(draft, key, memo, replace(known, number=official))
        events += [(f"directive-{child}", event) for event in written] + [(series, NumberTaken(number=number))]
        made.append(describe(child, NotIssued(), written).model_copy(update={"number": official}))
    return Decision(stream, Result(id=str(key), state="SPLIT", parts=tuple(made)), events)


async def publish(
    envelope: Envelope[PublishQuarterlyReport], loading: Loading[DirectivesEvent]
) -> Decision[DirectivesEvent]:
    """Publish a quarter's report over every directive that was live in it (DIR-09, DIR-10).

    The number series stand at the version read until the report is stored, so no directive is issued beside it; the
    lookup then holds all that there are; and each of them stays as it was read.
    """
    check_seal(Visibility.OPEN, envelope, loading)
    command = envelope.body
    stream = f"quarter-{command.quarter.lower()}"
    published = await loading.load(stream, QUARTER)
    _, last = find_quarter_days(command.quarter)
    await loading.load_alone(number_series.name_series(last.year, Visibility.OPEN), SERIES)
    for year in range(FIRST_DAY.year, last.year):  # what is entered late has a number of the year that it is of
        await loading.load(number_series.name_series(year, Visibility.OPEN), SERIES)
    keys = await loading.find_keys(DIRECTIVES, since=command.quarter)
    states = await asyncio.gather(*(loading.load(f"directive-{key}", DIRECTIVE) for key in keys))
    directives = [(UUID(key), state) for key, state in zip(keys, states, strict=True)]
    cut = {"directives": await loading.find_head()}  # after the last read: so far nothing was otherwise
    today = find_seoul_day(envelope.effective_at)
    events = quarter.decide(command, published, directives, today=today, cut=cut)
    result = Result(id=command.quarter, number=str(published.editions + 1), state="PUBLISHED")
    return Decision(stream, result, [(stream, event) for event in events])


def copy(
    name: Callable[[CommandT], str],
    fold: Fold[StateT, DirectivesEvent],
    decide_fact: Callable[[CommandT, StateT], Sequence[DirectivesEvent]],
) -> "Handle[CommandT, DirectivesEvent]":
    """Return what handles the copy of a fact of the registry; `name` gives its stream."""

    async def handle(envelope: Envelope[CommandT], loading: Loading[DirectivesEvent]) -> Decision[DirectivesEvent]:
        stream = name(envelope.body)
        events = decide_fact(envelope.body, await loading.load(stream, fold))
        return Decision(stream, Result(id=stream), [(stream, event) for event in events])

    return handle


def find_subject(envelope: Envelope[SubjectT]) -> UUID:
    """Return which directive or note a command is about. Raises: Rejected with NOT_FOUND for one that names none."""
    body = envelope.body
    key = body.directive if isinstance(body, ReachStage | RecalculateDeadlines) else envelope.subject
    if key is None:
        raise ground.refuse_unknown()
    return key


async def load_known(stream: str, loading: Loading[DirectivesEvent]) -> State:
    """Return a directive; one that the command's sender may not know of is refused as what was never issued (DIR-22).

    Raises: Unavailable.
    """
    try:
        return await loading.load(stream, DIRECTIVE)
    except Rejected as no:
        if no.code != "NOT_FOUND":
            raise
        return NotIssued()


def check_seal(visibility: Visibility, envelope: Envelope[SubjectT], loading: Loading[DirectivesEvent]) -> None:
    """What only the audit may know of comes sealed for it, and nothing else does; own timers act on both (ADR 0010).

    Raises: Rejected with BAD_SHAPE.
    """
    wanted = AUDIT if visibility is Visibility.AUDIT_ONLY else None
    if loading.sees != wanted and envelope.actor.role is not Role.SYSTEM:
        message = "감사 전용 지시사항만, 봉인하여 보낼 수 있습니다. 공개 범위를 확인하세요."
        raise Rejected("BAD_SHAPE", message, {"visibility": visibility})


async def load_facts(envelope: Envelope[SubjectT], state: State, loading: Loading[DirectivesEvent]) -> Facts:
    """Return what a decision rests on beside the directive: only what its command needs is loaded."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    years = ground.find_years(command, state, today)
    holidays = await asyncio.gather(*(loading.load(f"calendar-{year}", HOLIDAYS) for year in years))
    codes = ground.name_departments(command)
    known = await asyncio.gather(*(loading.load(f"department-{code}", DEPARTMENT) for code in codes))
    code = ground.name_team(command, state)
    team = await loading.load(f"team-{code}", TEAM) if code else None
    is_set = isinstance(command, ground.SET_BY_POLICY)
    policies = await loading.load(POLICY_STREAM, POLICY) if is_set else POLICIES
    into = f"directive-{command.into}" if isinstance(command, MergeDirectives) else None
    return Facts(
        today,
        envelope.actor,
        acting_for=envelope.entry.acting_for if envelope.entry else None,
        entered_on=find_seoul_day(entered_at) if (entered_at := envelope.entered_at) else None,
        calendar=Calendar(frozenset().union(*holidays)),
        policies=policies,
        departments=dict(zip(codes, known, strict=True)),
        team=team.find_department(today) if team else None,
        target=await load_known(into, loading) if into else NotIssued(),
    )


def describe(key: UUID, before: State, events: Sequence[DirectivesEvent]) -> Result:
    """Return what a command made of a directive: its state, and the earliest deadline that it set."""
    after = reduce(evolve, events, before)
    assert not isinstance(after, NotIssued), "what was decided on was issued"
    due = min((day for _, day in _list_dues(after) - _list_dues(before)), default=None)
    return Result(id=str(key), state=ground.find_phase(after), due=due)


def _list_dues(state: State) -> set[tuple[DeadlineKey, date]]:
    if not isinstance(state, Issued | Active):
        return set()
    return {(deadline.key, deadline.due) for deadline in state.deadlines.values()}


@contextmanager
def naming_draft(index: int) -> Iterator[None]:
    """Let a refusal in a note's split tell which draft gave it, from 0."""
    try:
        yield
    except Rejected as no:
        raise Rejected(no.code, no.message, {**no.details, "draft": str(index)}) from no


HANDLERS: Final[Handlers[DirectivesEvent]] = (
    Handlers[DirectivesEvent]()
    .on(IssueDirective, issue)
    .on(ShareDirective, act)
    .on(AcknowledgeDirective, act)
    .on(AssignTeam, act)
    .on(SubmitPriorityReport, act)
    .on(ReplyAsAddressee, act)
    .on(UpdateProgress, act)
    .on(SubmitOutcome, act)
    .on(AcceptOutcome, act)
    .on(ReturnOutcome, act)
    .on(CloseAsContinuing, act)
    .on(TransferDirective, act)
    .on(CancelDirective, act)
    .on(MergeDirectives, merge)
    .on(RecordQuarterlyCheck, act)
    .on(ReachStage, act)
    .on(RecalculateDeadlines, act)
    .on(TakeNote, take_note)
    .on(SplitNote, split_note)
    .on(PublishQuarterlyReport, publish)
    .on(RecordDepartment, copy(lambda it: f"department-{it.code}", DEPARTMENT, facts.decide_department))
    .on(RecordTeam, copy(lambda it: f"team-{it.code}", TEAM, facts.decide_team))
    .on(RecordHoliday, copy(lambda it: f"calendar-{it.day.year}", HOLIDAYS, facts.decide_holiday))
    .on(RecordRevokedHoliday, copy(lambda it: f"calendar-{it.day.year}", HOLIDAYS, facts.decide_holiday))
    .on(RecordPolicy, copy(lambda _: POLICY_STREAM, POLICY, facts.decide_policy))
    .on(RecordClock, copy(lambda _: CLOCK_STREAM, CLOCK, facts.decide_clock))
)
MANUAL_CLOCK: Final[ManualClock[DirectivesEvent]] = ManualClock(CLOCK, lambda now: now)
