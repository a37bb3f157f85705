"""A citizen's request that people be named (국민신청실명제): asked, decided by a committee, published (PRJ-85)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.real_names import (
    DecideDisclosure,
    DecisionPublished,
    DisclosureCommand,
    DisclosureDecided,
    DisclosureRequested,
    PublishDecision,
    RequestDisclosure,
)
from contracts.sealed import read_subject
from services.projects.checks import check_after, make_day, read_past, refuse_registered, refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotRequested:
    """There is no such request."""


@dataclass(frozen=True, slots=True)
class Requested:
    """It waits for a committee."""

    requested_on: Period
    project: UUID | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A committee has decided."""

    is_accepted: bool
    project: UUID | None
    is_published: bool = False


State = NotRequested | Requested | Decided
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {"REQUESTED": ("decide",), "DECIDED": ("publish",), "PUBLISHED": ()}
"""What each state allows, as a refusal names it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the request."""

    today: date
    command: UUID
    """The command's id, under whose key the citizen's words and name are sealed."""
    has_project: bool = True
    """Whether the project that a command names is there."""


def decide(command: DisclosureCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a request leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, BAD_SHAPE, REASON_REQUIRED, WEEKDAY_MISMATCH,
    DAY_IN_FUTURE, DATES_REVERSED.
    """
    match command, state:
        case RequestDisclosure(), NotRequested():
            return (_request(command, facts),)
        case RequestDisclosure(), _:
            raise refuse_registered("실명 공개 신청")
        case _, NotRequested():
            raise refuse_unknown("그런 실명 공개 신청이")
        case DecideDisclosure(), Requested():
            return (_decide(command, state, facts),)
        case PublishDecision(), Decided(is_published=False):
            return (DecisionPublished(published_on=facts.today),)
        case _:
            name = name_state(state)
            raise refuse_state(name, ALLOWED[name], "지금 상태의 신청에는 할 수 없는 일입니다. 신청을 다시 확인하세요.")


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the request after an event."""
    match event, state:
        case DisclosureRequested(), _:
            return Requested(make_day(event.requested_on), event.project)
        case DisclosureDecided(), Requested():
            return Decided(event.accepted, event.project)
        case DecisionPublished(), Decided():
            return replace(state, is_published=True)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotRequested():
            return "NONE"
        case Requested():
            return "REQUESTED"
        case Decided():
            return "PUBLISHED" if state.is_published else "DECIDED"


def _request(command: RequestDisclosure, facts: Facts) -> DisclosureRequested:
    sealed = [each for each in (command.text, command.requester) if each is not None]
    if {read_subject(each) for each in sealed} != {facts.command}:
        raise Rejected("BAD_SHAPE", "다른 사람의 열쇠로 봉인한 값입니다. 신청을 다시 보내세요.")
    _check_project(command.project, facts)
    return DisclosureRequested(
        project=command.project,
        title=command.title,
        text=command.text,
        requester=command.requester,
        requested_on=facts.today,
    )


def _decide(command: DecideDisclosure, state: Requested, facts: Facts) -> DisclosureDecided:
    if command.reason is None:
        raise Rejected("REASON_REQUIRED", "신청한 시민이 읽을 결정 사유를 적으세요.")
    project = command.project or state.project
    if command.accepted and project is None:
        raise Rejected("BAD_SHAPE", "받아들인 신청에는 실명을 공개할 사업이 있어야 합니다. 사업을 고르세요.")
    _check_project(command.project, facts)
    decided_on = read_past(command.on, facts.today)
    check_after(decided_on, state.requested_on, "신청한 날")
    return DisclosureDecided(
        committee=command.committee,
        decided_on=decided_on,
        accepted=command.accepted,
        reason=command.reason,
        project=project,
    )


def _check_project(project: UUID | None, facts: Facts) -> None:
    if project is not None and not facts.has_project:
        raise refuse_unknown("그런 사업이", "사업을 다시 고르세요.")
