"""What else belongs to a project: facilities, rights, manuals, replacement, contributions, notes (PRJ-25, 38 to 42)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.matters import (
    ApplyForProperty,
    ApproveReplacement,
    ContributionLinked,
    DistributedToDepartments,
    DistributeToDepartments,
    EventNoted,
    FacilitiesListed,
    FacilityStatus,
    FacilityStatusSet,
    LinkContribution,
    ListFacilities,
    MatterCommand,
    NoteEvent,
    PropertyApplied,
    PropertyKind,
    PropertyRegistered,
    RegisterProperty,
    ReplacementApproved,
    ReplacementRequested,
    RequestReplacement,
    SetFacilityStatus,
)
from services.projects.checks import (
    check_after,
    check_departments,
    check_partners,
    read_past,
    read_plan,
    refuse_registered,
    refuse_state,
    refuse_unknown,
)
from services.projects.project.ground import Facts

TRADE_MARK_YEARS: Final = 10
"""상표법 83조: ten years from registration, renewable."""


@dataclass(frozen=True, slots=True)
class Right:
    """An intellectual property right: applied for, then registered."""

    applied_on: Period
    is_registered: bool = False


@dataclass(frozen=True, slots=True)
class Matters:
    """What there is of it."""

    facilities: Mapping[str, FacilityStatus] = field(default_factory=dict)
    rights: Mapping[tuple[PropertyKind, str], Right] = field(default_factory=dict)
    is_replacement_requested: bool = False


def decide(  # noqa: PLR0911 - one case a command
    command: MatterCommand, name: str, matters: Matters, facts: Facts
) -> tuple[ProjectsEvent, ...]:
    """Return what a command leads to; `name` is the project's.

    Raises: Rejected with BAD_SHAPE, NOT_FOUND, ALREADY_REGISTERED, WRONG_STATE, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID, DISTRIBUTION_INCOMPLETE, UNKNOWN_PARTNER, DATES_REVERSED, DAY_IN_FUTURE, WEEKDAY_MISMATCH.
    """
    match command:
        case ListFacilities():
            return _list_facilities(command, matters)
        case SetFacilityStatus():
            return _set_facility(command, matters)
        case ApplyForProperty():
            return (_apply(command, matters, facts),)
        case RegisterProperty():
            return (_register(command, matters, facts),)
        case DistributeToDepartments():
            return (_distribute(command, facts),)
        case RequestReplacement():
            return () if matters.is_replacement_requested else (ReplacementRequested(reason=command.reason),)
        case ApproveReplacement():
            return (_replace(command, name, matters),)
        case LinkContribution():
            check_partners((command.partner,), facts.partners)
            on = read_past(command.on, facts.today)
            return (ContributionLinked(partner=command.partner, amount=command.amount, on=on, note=command.note),)
        case NoteEvent():
            return (EventNoted(on=read_past(command.on, facts.today), text=command.text, source=command.source),)


def evolve(matters: Matters, event: ProjectsEvent) -> Matters:
    """Return what there is after an event."""
    match event:
        case FacilitiesListed():
            new = dict.fromkeys(event.names, FacilityStatus.PLANNED)
            return replace(matters, facilities={**new, **matters.facilities})
        case FacilityStatusSet():
            return replace(matters, facilities={**matters.facilities, event.name: event.status})
        case PropertyApplied() | PropertyRegistered():
            return replace(matters, rights=_change_right(matters, event))
        case ReplacementRequested():
            return replace(matters, is_replacement_requested=True)
        case ReplacementApproved():
            return replace(matters, is_replacement_requested=False)
        case _:
            return matters


def find_renewal(registered_on: Period) -> date:
    """Return by when a trade mark is renewed: ten years after the first day on which it can have been registered."""
    day, year = registered_on.first, registered_on.first.year + TRADE_MARK_YEARS
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if is_leap_day else day.replace(year=year)


def _change_right(
    matters: Matters, event: PropertyApplied | PropertyRegistered
) -> Mapping[tuple[PropertyKind, str], Right]:
    key = (event.kind, event.name)
    if isinstance(event, PropertyApplied):
        return {**matters.rights, key: Right(event.on)}
    return {**matters.rights, key: replace(matters.rights[key], is_registered=True)}


def _list_facilities(command: ListFacilities, matters: Matters) -> tuple[ProjectsEvent, ...]:
    new = tuple(dict.fromkeys(name for name in command.names if name not in matters.facilities))
    return (FacilitiesListed(names=new),) if new else ()


def _set_facility(command: SetFacilityStatus, matters: Matters) -> tuple[ProjectsEvent, ...]:
    if command.name not in matters.facilities:
        raise refuse_unknown("목록에 그런 시설이")
    if matters.facilities[command.name] is command.status and command.note is None:
        return ()
    return (FacilityStatusSet(name=command.name, status=command.status, note=command.note),)


def _apply(command: ApplyForProperty, matters: Matters, facts: Facts) -> PropertyApplied:
    if (command.kind, command.name) in matters.rights:
        raise refuse_registered("권리")
    on = read_past(command.on, facts.today)
    target = read_plan(command.target, facts.today) if command.target is not None else None
    if target is not None:
        check_after(target, on, "출원일")
    return PropertyApplied(kind=command.kind, name=command.name, on=on, number=command.number, target=target)


def _register(command: RegisterProperty, matters: Matters, facts: Facts) -> PropertyRegistered:
    """출원 -> 등록 (PRJ-39)."""
    right = matters.rights.get((command.kind, command.name))
    if right is None:
        raise refuse_unknown("출원한 그런 권리가")
    if right.is_registered:
        raise refuse_state("REGISTERED", (), "이미 등록된 권리입니다. 권리를 확인하세요.")
    on = read_past(command.on, facts.today)
    check_after(on, right.applied_on, "출원일")
    renewal = find_renewal(on) if command.kind is PropertyKind.TRADE_MARK else None
    return PropertyRegistered(kind=command.kind, name=command.name, on=on, number=command.number, renewal_due=renewal)


def _distribute(command: DistributeToDepartments, facts: Facts) -> DistributedToDepartments:
    """Give to exactly the departments of the day (PRJ-40); of a month, its last day that has come."""
    on = read_past(command.on, facts.today)
    day = min(on.last or facts.today, facts.today)
    check_departments(command.departments, facts.departments, day)
    given = set(command.departments)
    if len(given) < len(command.departments):
        raise Rejected("BAD_SHAPE", "같은 부서를 두 번 적었습니다. 하나만 적으세요.")
    missing = sorted(code for code, each in facts.departments.items() if each.is_valid_on(day) and code not in given)
    if missing:
        message = f"{day}에 있는 부서 가운데 {len(missing)}곳이 빠졌습니다. 빠진 부서를 넣으세요."
        raise Rejected("DISTRIBUTION_INCOMPLETE", message, {"missing": ", ".join(missing)[:4_000]})
    return DistributedToDepartments(what=command.what, on=on, departments=command.departments)


def _replace(command: ApproveReplacement, name: str, matters: Matters) -> ReplacementApproved:
    """Put another project in its place; money, programme and whole are not touched (PRJ-41)."""
    if not matters.is_replacement_requested:
        message = "대체사업 검토를 요청하지 않은 사업입니다. 먼저 검토를 요청하세요."
        raise refuse_state("NOT_REQUESTED", ("request_replacement",), message)
    if command.name == name:
        raise Rejected("BAD_SHAPE", "지금 사업과 이름이 같습니다. 대체할 사업의 이름을 적으세요.")
    return ReplacementApproved(
        before=name,
        name=command.name,
        aliases=command.aliases,
        summary=command.summary,
        reference=command.reference,
    )
