"""Policy real name (정책실명): why a project is one, who had which part in it; it only grows (PRJ-83, PRJ-84)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.real_names import (
    CRITERIA,
    AddRealNamePerson,
    CloseRealNamePerson,
    Criteria,
    DesignateRealName,
    NoteRealNameStatus,
    PublishRealName,
    RealNameCommand,
    RealNameDesignated,
    RealNamePersonAdded,
    RealNamePersonClosed,
    RealNamePublished,
    RealNameStatusNoted,
    Subject,
    explain,
    find_criteria,
)
from contracts.sealed import read_subject
from services.projects.checks import (
    Department,
    check_after,
    check_departments,
    check_editor,
    read_past,
    refuse_registered,
    refuse_state,
    refuse_unknown,
)


@dataclass(frozen=True, slots=True)
class NotDesignated:
    """There is no such record."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's part, and until when where it has ended."""

    since: Period
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class Designated:
    """The people of a project are named."""

    department: str
    people: Mapping[int, Person] = field(default_factory=dict)
    """By number, from 1; nobody is ever taken out."""
    is_published: bool = False


State = NotDesignated | Designated


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the record."""

    today: date
    actor: Actor
    command: UUID
    """The command's id: that of a person who is not in the registry."""
    departments: Mapping[str, Department] = field(default_factory=dict)
    subject: Subject | None = None
    """For a designation: what the project is to the criteria; None where there is no such project."""
    criteria: Sequence[Criteria] = CRITERIA


NAMED: Final = ("add_person", "close_person", "note_status", "publish")


def decide(command: RealNameCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a record leads to: nothing where it is public already.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, NOT_PERMITTED, CRITERION_NOT_MET, BAD_SHAPE,
    UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, REAL_NAME_WITHOUT_PERSON, WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED.
    """
    if isinstance(state, NotDesignated):
        if isinstance(command, DesignateRealName):
            return (_designate(command, facts),)
        raise refuse_unknown("그런 정책실명이")
    check_editor(state.department, facts.actor)
    match command:
        case DesignateRealName():
            raise refuse_registered("정책실명")
        case AddRealNamePerson():
            return (_add(command, state, facts),)
        case CloseRealNamePerson():
            return (_close(command, state, facts),)
        case NoteRealNameStatus():
            return (RealNameStatusNoted(on=read_past(command.on, facts.today), text=command.text),)
        case PublishRealName():
            return _publish(state, facts)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the record after an event."""
    match event, state:
        case RealNameDesignated(), _:
            return Designated(event.department)
        case RealNamePersonAdded(), Designated():
            return replace(state, people={**state.people, event.number: Person(event.since)})
        case RealNamePersonClosed(), Designated():
            closed = replace(state.people[event.number], until=event.until)
            return replace(state, people={**state.people, event.number: closed})
        case RealNamePublished(), Designated():
            return replace(state, is_published=True)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotDesignated():
            return "NONE"
        case Designated():
            return "PUBLISHED" if state.is_published else "DESIGNATED"


def _designate(command: DesignateRealName, facts: Facts) -> RealNameDesignated:
    """By a criterion that the project meets today; how it stands to all of them is kept (PRJ-84)."""
    if facts.subject is None:
        raise refuse_unknown("그런 사업이", "사업을 다시 고르세요.")
    check_departments((command.department,), facts.departments, facts.today)
    findings = explain(facts.subject, find_criteria(facts.today, facts.criteria))
    met = {each.criterion for each in findings if each.is_met}
    if command.criterion not in met:
        why = next(each.explain() for each in findings if each.criterion is command.criterion)
        details = {"met": ",".join(each.criterion for each in findings if each.is_met)}
        raise Rejected("CRITERION_NOT_MET", f"선정 기준에 맞지 않습니다. {why}. 맞는 기준을 고르세요.", details)
    return RealNameDesignated(
        project=command.project,
        criterion=command.criterion,
        findings=findings,
        number=command.number,
        department=command.department,
    )


def _add(command: AddRealNamePerson, state: Designated, facts: Facts) -> RealNamePersonAdded:
    person = command.person or facts.command
    if read_subject(command.name) != person:
        raise Rejected("BAD_SHAPE", "다른 사람의 열쇠로 봉인한 이름입니다. 이름을 다시 보내세요.")
    return RealNamePersonAdded(
        number=len(state.people) + 1,
        person=person,
        name=command.name,
        position=command.position,
        role=command.role,
        since=read_past(command.since, facts.today),
    )


def _close(command: CloseRealNamePerson, state: Designated, facts: Facts) -> RealNamePersonClosed:
    """A departure closes a span, it never takes anybody out (domain.md 4.3, 11)."""
    person = state.people.get(command.number)
    if person is None:
        raise refuse_unknown("그런 관련자가", "번호를 확인하세요.")
    if person.until is not None:
        message = f"이미 끝난 관련자입니다: {person.until.show()}까지. 다시 맡았으면 새로 등록하세요."
        raise refuse_state("CLOSED", NAMED, message)
    until = read_past(command.until, facts.today)
    check_after(until, person.since, "시작한 날")
    return RealNamePersonClosed(number=command.number, until=until)


def _publish(state: Designated, facts: Facts) -> tuple[ProjectsEvent, ...]:
    if not state.people:
        message = "관련자를 등록하지 않은 정책실명은 공개할 수 없습니다. 사람을 먼저 등록하세요."
        raise Rejected("REAL_NAME_WITHOUT_PERSON", message)
    return () if state.is_published else (RealNamePublished(published_on=facts.today),)
