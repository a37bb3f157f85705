"""The posts of a department and who holds them when; what one person holds is never held by two (ORG-06)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from contracts.calendar import DAY
from contracts.calendar.deadlines import check_near
from contracts.errors import Rejected
from contracts.registry import (
    AssignmentEnded,
    AssignPerson,
    EndAssignment,
    HandOver,
    PersonAssigned,
    Post,
    PostHandedOver,
    RegistryEvent,
)
from services.registry import department, person, team
from services.registry.validity import Validity, read_validity, refuse_overlap, refuse_state

OF_THE_CITY: Final = frozenset({Post.MAYOR, Post.VICE_MAYOR})
"""Posts of no department."""
SINGLE: Final = OF_THE_CITY | {Post.BUREAU_HEAD, Post.DEPARTMENT_HEAD, Post.TEAM_HEAD}
"""Posts that one person holds: who is told of lateness must be one (DIR-20)."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person in a post for some time."""

    person: UUID
    department: str | None
    team: str | None
    post: Post
    validity: Validity


@dataclass(frozen=True, slots=True)
class Posts:
    """Every assignment of one department, or of the city itself, by its id."""

    held: Mapping[UUID, Assignment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an assignment rests on beside the department's posts."""

    made: UUID
    """The id of the assignment that the command makes."""
    taker: person.State = person.UNREGISTERED
    """Who takes the post."""
    owner: department.State = department.UNREGISTERED
    """The department, where the post has one."""
    part: team.State = team.UNREGISTERED
    """The team, where the post has one."""


def decide(
    command: AssignPerson | HandOver | EndAssignment, posts: Posts, facts: Facts, subject: UUID | None = None
) -> tuple[RegistryEvent, ...]:
    """Return what a command on a post leads to; `subject` is the assignment that ends.

    Raises: Rejected with BAD_SHAPE, DATES_REVERSED, UNKNOWN_PERSON, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID,
    UNKNOWN_TEAM, PERIOD_OVERLAPS, NOT_FOUND, WRONG_STATE.
    """
    if isinstance(command, AssignPerson):
        validity = read_validity(command.valid_from, command.valid_until)
        new = Assignment(command.person, command.department, command.team, command.post, validity)
        return (_assign(new, posts, facts),)
    held = find_assignment(posts, subject)
    ended = _end(held, command.last_day)
    assert subject is not None, "an assignment was found"
    if isinstance(command, EndAssignment):
        if ended == held:
            return ()
        return (AssignmentEnded(assignment=subject, last_day=command.last_day, reason=command.reason),)
    if command.successor == held.person:
        raise Rejected("BAD_SHAPE", "자기 자신에게는 넘길 수 없습니다. 후임자를 고르세요.")
    until = None if ended == held else held.validity.last
    rest = Validity(check_near(command.last_day + DAY), until)
    left = Posts({**posts.held, subject: ended})
    taken = _assign(replace(held, person=command.successor, validity=rest), left, facts)
    over = PostHandedOver(assignment=subject, next=facts.made, last_day=command.last_day, note=command.note)
    return (over, taken)


def evolve(posts: Posts, event: RegistryEvent) -> Posts:
    """Return the posts after an event."""
    match event:
        case PersonAssigned():
            validity = Validity(event.valid_from, event.valid_until)
            new = Assignment(event.person, event.department, event.team, event.post, validity)
            return Posts({**posts.held, event.assignment: new})
        case PostHandedOver() | AssignmentEnded():
            held = posts.held[event.assignment]
            ended = replace(held, validity=Validity(held.validity.first, event.last_day))
            return Posts({**posts.held, event.assignment: ended})
        case _:
            return posts


def find_assignment(posts: Posts, assignment: UUID | None) -> Assignment:
    """Return one assignment of the department. Raises: Rejected with NOT_FOUND."""
    held = posts.held.get(assignment) if assignment is not None else None
    if held is None:
        raise Rejected("NOT_FOUND", "그 부서에 그런 보직이 없습니다. 부서와 보직을 확인하세요.")
    return held


def _assign(new: Assignment, posts: Posts, facts: Facts) -> PersonAssigned:
    _check_place(new, facts)
    if not isinstance(facts.taker, person.Registered):
        message = "등록되지 않았거나 개인정보를 파기한 사람입니다. 사람을 다시 고르세요."
        raise Rejected("UNKNOWN_PERSON", message, {"person": str(new.person)})
    for held in posts.held.values():
        is_same = (held.team, held.post) == (new.team, new.post)
        if is_same and (new.post in SINGLE or held.person == new.person) and held.validity.overlaps(new.validity):
            raise refuse_overlap(held.validity, "이미 맡은 사람이 있는 보직")
    return PersonAssigned(
        assignment=facts.made,
        person=new.person,
        department=new.department,
        team=new.team,
        post=new.post,
        valid_from=new.validity.first,
        valid_until=new.validity.last,
    )


def _check_place(new: Assignment, facts: Facts) -> None:
    """Check that department and team exist on the first day, and that the post is one of theirs."""
    if (new.post in OF_THE_CITY) != (new.department is None):
        raise Rejected("BAD_SHAPE", "시장·부시장에는 부서를 적지 않고, 다른 보직에는 적습니다. 부서를 확인하세요.")
    if new.team is None and new.post is Post.TEAM_HEAD:
        raise Rejected("BAD_SHAPE", "팀장의 팀이 빠졌습니다. 팀을 적으세요.")
    if new.department is not None:
        department.check_departments({new.department: facts.owner}, new.validity.first)
    if new.team is not None:
        team.check_team(new.team, facts.part, new.department, new.validity.first)


def _end(held: Assignment, last_day: date) -> Assignment:
    if held.validity.last is not None and held.validity.last < last_day:
        message = "그 전에 이미 끝난 보직입니다. 날짜를 확인하세요."
        raise refuse_state("ENDED", (), message)
    return replace(held, validity=read_validity(held.validity.first, last_day))
