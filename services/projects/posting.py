"""Posting of an officer to a partner, or from one: with a period and reports (상호파견, PRJ-57)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from contracts.calendar.periods import Period
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.exchanges import (
    EndPosting,
    PostingCommand,
    PostingEnded,
    PostingReported,
    PostingStarted,
    ReportPosting,
    StartPosting,
)
from services.projects.checks import (
    check_after,
    check_editor,
    check_partners,
    read_past,
    read_plan,
    refuse_registered,
    refuse_state,
    refuse_unknown,
)


@dataclass(frozen=True, slots=True)
class NotStarted:
    """There is no such posting."""


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody is posted; was, where it has ended."""

    by: str | None
    period: Period
    reports: int = 0
    ended_on: Period | None = None


State = NotStarted | Started


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the posting."""

    today: date
    actor: Actor
    partners: Collection[str] = frozenset()


def decide(command: PostingCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a posting leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, NOT_PERMITTED, UNKNOWN_PARTNER, BAD_SHAPE,
    WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED.
    """
    if isinstance(state, NotStarted):
        if isinstance(command, StartPosting):
            return (_start(command, facts),)
        raise refuse_unknown("그런 파견이")
    if isinstance(command, StartPosting):
        raise refuse_registered("파견")
    check_editor(state.by, facts.actor)
    return (_change(command, state, facts),)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the posting after an event."""
    match event, state:
        case PostingStarted(), _:
            return Started(event.by, event.period)
        case PostingReported(), Started():
            return replace(state, reports=event.number)
        case PostingEnded(), Started():
            return replace(state, ended_on=event.ended_on)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotStarted():
            return "NONE"
        case Started():
            return "STARTED" if state.ended_on is None else "ENDED"


def _start(command: StartPosting, facts: Facts) -> PostingStarted:
    check_partners((command.partner,), facts.partners)
    return PostingStarted(
        partner=command.partner,
        direction=command.direction,
        person=command.person,
        by=facts.actor.department,
        period=read_plan(command.period, facts.today),
    )


def _change(command: EndPosting | ReportPosting, state: Started, facts: Facts) -> ProjectsEvent:
    on = read_past(command.on, facts.today)
    check_after(on, state.period, "파견을 시작한 날")
    match command:
        case ReportPosting():
            return PostingReported(number=state.reports + 1, reported_on=on, text=command.text)
        case EndPosting() if state.ended_on is None:
            return PostingEnded(ended_on=on, reason=command.reason)
        case EndPosting():
            raise refuse_state("ENDED", ("report",), "이미 끝난 파견입니다. 끝난 날을 확인하세요.")
