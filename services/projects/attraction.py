"""An institution that the city wants to win: whether it is new or moves, and how things stand (PRJ-70, INC-24)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.attraction import (
    AddTarget,
    ConfirmTargetKind,
    SetTargetStatus,
    TargetAdded,
    TargetCommand,
    TargetKind,
    TargetKindConfirmed,
    TargetStatus,
    TargetStatusSet,
)
from services.projects.checks import check_after, check_editor, read_past, refuse_registered, refuse_unknown
from services.projects.claims import Breach, Subject, settle

SETTLED: Final = frozenset({TargetStatus.WON, TargetStatus.LOST})
"""What has a day on which it became so."""


@dataclass(frozen=True, slots=True)
class NotAdded:
    """There is no such institution."""


@dataclass(frozen=True, slots=True)
class Added:
    """The city wants it, or has won or lost it."""

    by: str | None
    kind: TargetKind
    status: TargetStatus
    since: Period | None


State = NotAdded | Added


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the institution."""

    today: date
    actor: Actor
    subject: Subject
    """The institution and the command, from which discrepancies have their ids."""


def decide(command: TargetCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on an institution leads to: nothing where it stands so already.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, NOT_PERMITTED, TARGET_TYPE_UNKNOWN, CLAIM_NOT_NEEDED,
    BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED.
    """
    if isinstance(state, NotAdded):
        if isinstance(command, AddTarget):
            return _add(command, facts)
        raise refuse_unknown("그런 유치 대상 기관이")
    check_editor(state.by, facts.actor)
    match command:
        case AddTarget():
            raise refuse_registered("유치 대상 기관")
        case SetTargetStatus():
            return _set_status(command, state, facts)
        case ConfirmTargetKind():
            if command.kind is TargetKind.UNKNOWN:
                raise Rejected("BAD_SHAPE", "신설인지 이전인지 고르세요.")
            confirmed = TargetKindConfirmed(kind=command.kind, source=command.source)
            return () if command.kind is state.kind else (confirmed,)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the institution after an event."""
    match event, state:
        case TargetAdded(), _:
            return Added(event.by, event.kind, event.status, event.since)
        case TargetStatusSet(), Added():
            return replace(state, status=event.status, since=event.since)
        case TargetKindConfirmed(), Added():
            return replace(state, kind=event.kind)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotAdded) else state.status


def _add(command: AddTarget, facts: Facts) -> tuple[ProjectsEvent, ...]:
    if command.since is None and command.status in SETTLED:
        raise Rejected("BAD_SHAPE", "유치했거나 무산된 기관은 언제 그렇게 되었는지 적으세요.")
    recorded = settle(_find_gap(command), command.claims, facts.actor, facts.subject)
    added = TargetAdded(
        name=command.name,
        kind=command.kind,
        status=command.status,
        since=read_past(command.since, facts.today) if command.since is not None else None,
        by=facts.actor.department,
    )
    return (added, *recorded)


def _find_gap(command: AddTarget) -> Iterator[Breach]:
    """The columns 신설 and 이전 of the source have run together (INC-24)."""
    if command.kind is TargetKind.UNKNOWN:
        message = f"신설인지 이전인지 적으세요: {command.name}. 출처에 없으면 claims에 출처를 적으세요."
        yield Breach("TARGET_TYPE_UNKNOWN", message, "-", TargetKind.UNKNOWN, field="kind")


def _set_status(command: SetTargetStatus, state: Added, facts: Facts) -> tuple[ProjectsEvent, ...]:
    if command.status is state.status:
        return ()
    since = read_past(command.on, facts.today)
    if state.since is not None:
        check_after(since, state.since, "앞의 상태가 된 날")
    return (TargetStatusSet(status=command.status, since=since, note=command.note),)
