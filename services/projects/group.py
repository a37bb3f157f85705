"""Inter-local group: who is in it on a day; the city itself always is (PRJ-52)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.corrections import EntryCorrected
from contracts.projects.groups import (
    FormGroup,
    GroupCommand,
    GroupFormed,
    GroupJoined,
    GroupLeft,
    JoinGroup,
    LeaveGroup,
)
from services.projects.checks import check_partners, refuse_registered, refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class Membership:
    """The days on which a partner is in the group, both included."""

    first: date
    last: date | None = None

    def has(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class NotFormed:
    """There is no such group."""


@dataclass(frozen=True, slots=True)
class Formed:
    """It works together."""

    begun: GroupFormed
    members: Mapping[str, tuple[Membership, ...]] = field(default_factory=dict)
    """By partner, each time that it was in, in order."""

    @property
    def valid_from(self) -> date:
        """Its first day."""
        return self.begun.valid_from

    @property
    def has_changed(self) -> bool:
        """Whether anybody has joined or left since it was formed."""
        return self.members != _enter(self.begun)

    def is_formed_as(self, other: GroupFormed) -> bool:
        """Tell whether it was formed of the same members on the same day."""
        return (self.begun.members, self.valid_from) == (other.members, other.valid_from)


State = NotFormed | Formed


def decide(command: GroupCommand, state: State, partners: Collection[str]) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a group leads to: nothing where a membership has that last day already.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, UNKNOWN_PARTNER, GROUP_MEMBER_TWICE,
    DATES_REVERSED.
    """
    if isinstance(state, NotFormed):
        if isinstance(command, FormGroup):
            return (_form(command, partners),)
        raise refuse_unknown("그런 협력권이")
    match command:
        case FormGroup():
            raise refuse_registered("협력권")
        case JoinGroup():
            return (_join(command, state, partners),)
        case LeaveGroup():
            return _leave(command, state)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the group after an event."""
    match event, state:
        case GroupFormed(), _:
            return Formed(event, _enter(event))
        case EntryCorrected(corrected=GroupFormed() as begun), Formed():
            return Formed(begun, state.members if state.is_formed_as(begun) else _enter(begun))
        case GroupJoined(member=member), Formed():
            times = (*state.members.get(member.partner, ()), Membership(event.valid_from))
            return replace(state, members={**state.members, member.partner: times})
        case GroupLeft(), Formed():
            *before, last = state.members[event.partner]
            times = (*before, Membership(last.first, event.last_day))
            return replace(state, members={**state.members, event.partner: times})
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "FORMED" if isinstance(state, Formed) else "NONE"


def list_partners(state: State, day: date) -> tuple[str, ...]:
    """Return the partners that are in the group on a day, by code."""
    if isinstance(state, NotFormed):
        return ()
    return tuple(sorted(code for code, times in state.members.items() if any(each.has(day) for each in times)))


def count_members(state: State, day: date) -> int:
    """Return how many work together on a day, the city itself among them (AR-16)."""
    return 1 + len(list_partners(state, day)) if isinstance(state, Formed) and state.valid_from <= day else 0


def _enter(formed: GroupFormed) -> Mapping[str, tuple[Membership, ...]]:
    return {each.partner: (Membership(formed.valid_from),) for each in formed.members}


def _form(command: FormGroup, partners: Collection[str]) -> ProjectsEvent:
    codes = [each.partner for each in command.members]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise _refuse_twice(twice)
    check_partners(codes, partners)
    return GroupFormed(**command.model_dump(exclude={"type", "members"}), members=command.members)


def _join(command: JoinGroup, state: Formed, partners: Collection[str]) -> ProjectsEvent:
    code = command.member.partner
    check_partners((code,), partners)
    _check_order(state.valid_from, command.valid_from)
    times = state.members.get(code, ())
    if times and (times[-1].last is None or command.valid_from <= times[-1].last):
        raise _refuse_twice(code)
    return GroupJoined(code=command.code, member=command.member, valid_from=command.valid_from)


def _leave(command: LeaveGroup, state: Formed) -> tuple[ProjectsEvent, ...]:
    times = state.members.get(command.partner, ())
    if not times:
        raise Rejected("NOT_FOUND", f"이 협력권에 없는 기관입니다: {command.partner}. 구성원을 확인하세요.")
    _check_order(times[-1].first, command.last_day)
    if times[-1].last == command.last_day:
        return ()
    if times[-1].last is not None:
        message = f"이미 나간 기관입니다: {command.partner}, {times[-1].last}까지. 구성원의 기간을 확인하세요."
        raise refuse_state("LEFT", ("join",), message)
    left = GroupLeft(code=command.code, partner=command.partner, last_day=command.last_day, reason=command.reason)
    return (left,)


def _check_order(first: date, last: date) -> None:
    if last < first:
        details = {"first": first.isoformat(), "last": last.isoformat()}
        raise Rejected("DATES_REVERSED", f"{first}보다 빠른 날짜입니다: {last}. 날짜를 확인하세요.", details)


def _refuse_twice(code: str) -> Rejected:
    message = f"그 기간에 이미 협력권에 들어 있는 기관입니다: {code}. 구성원을 확인하세요."
    return Rejected("GROUP_MEMBER_TWICE", message, {"code": code})
