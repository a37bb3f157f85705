"""Delegations: who acts for whom while away, one deputy at a time and never back to oneself (직무대리, ORG-12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.errors import Rejected
from contracts.registry import Delegate, Delegated, DelegationRevoked, RegistryEvent, RevokeDelegation
from services.registry.validity import Validity, check_not_past, read_validity, refuse_overlap, refuse_state


@dataclass(frozen=True, slots=True)
class Delegation:
    """An account that acts for another on some days."""

    absent: str
    acting: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class Delegations:
    """Those of the city that had not ended when the last one was made: none begins in the past, so no other counts."""

    made: Mapping[UUID, Delegation] = field(default_factory=dict)


def decide(
    command: Delegate | RevokeDelegation, state: Delegations, subject: UUID | None, today: date
) -> tuple[RegistryEvent, ...]:
    """Return what a command leads to; `subject` is the delegation that it makes or revokes.

    Raises: Rejected with BAD_SHAPE, DATES_REVERSED, DAY_IN_PAST, PERIOD_OVERLAPS, DELEGATION_LOOP, NOT_FOUND,
    WRONG_STATE.
    """
    match command:
        case Delegate():
            assert subject is not None, "a command that makes something brings its id"
            return (_delegate(command, state, subject, today),)
        case RevokeDelegation():
            made = state.made.get(subject) if subject is not None else None
            if subject is None or made is None:
                raise Rejected("NOT_FOUND", "그런 직무대리가 없거나 이미 끝났습니다. 목록을 확인하세요.")
            if made.validity.last is not None and made.validity.last < today:
                raise refuse_state("ENDED", (), "이미 끝난 직무대리입니다.")
            return (DelegationRevoked(delegation=subject, reason=command.reason),)


def evolve(state: Delegations, event: RegistryEvent) -> Delegations:
    """Return the delegations after an event."""
    match event:
        case Delegated():
            new = Delegation(event.absent, event.acting, Validity(event.valid_from, event.valid_until))
            left = {key: each for key, each in state.made.items() if not _is_over(each, event.delegated_on)}
            return Delegations({**left, event.delegation: new})
        case DelegationRevoked():
            return Delegations({key: each for key, each in state.made.items() if key != event.delegation})
        case _:
            return state


def _delegate(command: Delegate, state: Delegations, delegation: UUID, today: date) -> RegistryEvent:
    validity = read_validity(command.valid_from, command.valid_until)
    check_not_past(validity.first, today)
    if command.absent == command.acting:
        raise Rejected("BAD_SHAPE", "자기 자신을 대리할 수 없습니다. 대리할 사람을 다시 고르세요.")
    for each in state.made.values():
        if each.absent == command.absent and each.validity.overlaps(validity):
            raise refuse_overlap(each.validity, f"{command.absent}의 직무대리 {each.acting}")
    if _comes_back(command.absent, command.acting, validity, state):
        message = "대리할 사람의 직무대리가 다시 이 사람에게 돌아옵니다. 그 기간에 자리에 있는 사람을 고르세요."
        raise Rejected("DELEGATION_LOOP", message, {"acting": command.acting})
    return Delegated(
        delegation=delegation,
        delegated_on=today,
        absent=command.absent,
        acting=command.acting,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        reason=command.reason,
    )


def _comes_back(absent: str, acting: str, validity: Validity, state: Delegations) -> bool:
    """Tell whether, on one of the days, going from deputy to deputy leads back to who is absent.

    It ends: no account has two deputies on one day, and the delegations that are there lead round nowhere.
    """
    for each in state.made.values():
        common = each.validity.find_common(validity) if each.absent == acting else None
        if common is not None and (each.acting == absent or _comes_back(absent, each.acting, common, state)):
            return True
    return False


def _is_over(delegation: Delegation, day: date) -> bool:
    return delegation.validity.last is not None and delegation.validity.last < day
