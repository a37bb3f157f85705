"""Who is reached for a post on a day (ORG-06, ORG-12, DIR-20)."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final
from uuid import UUID

import pytest

from contracts.coordination import (
    CoordinationEvent,
    DropPerson,
    EndPost,
    NoticeKind,
    NoticeRaised,
    Recipient,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
)
from contracts.registry import Post
from services.coordination.directory import EMPTY, Command, Directory, decide, evolve, find_people

MONDAY: Final = date(2024, 2, 5)
TUESDAY: Final = date(2024, 2, 6)
SEALED: Final = f"sealed.1.{UUID(int=1)}.{'a' * 40}"
OFFICER, HEAD, BUREAU, VICE, OTHER = (UUID(int=number) for number in range(1, 6))


@dataclass(frozen=True)
class Seat:
    """A post that somebody holds."""

    who: UUID
    post: Post
    department: str | None = "roads"
    first: date = MONDAY
    last: date | None = None


def know(*commands: Command) -> Directory:
    """Return what is known after commands, each decided on what came before it."""
    return reduce(lambda known, command: reduce(evolve, decide(command, known), known), commands, EMPTY)


def enter(person: UUID, account: str | None = None) -> RecordPerson:
    return RecordPerson(person=person, account=account, email=SEALED)


def seat(it: Seat) -> RecordPost:
    return RecordPost(
        assignment=UUID(int=it.who.int + 100), person=it.who, department=it.department, post=it.post,
        valid_from=it.first, valid_until=it.last,
    )  # fmt: skip


def deputise(absent: str, acting: str, number: int = 1) -> RecordDeputy:
    return RecordDeputy(
        delegation=UUID(int=number), absent=absent, acting=acting, valid_from=MONDAY, valid_until=MONDAY
    )


def raise_for(
    recipient: Recipient, kind: NoticeKind = NoticeKind.REMINDER, department: str | None = "roads"
) -> NoticeRaised:
    return NoticeRaised(
        directive=UUID(int=9), kind=kind, recipient=recipient, department=department, clock=None, stage=None, due=None
    )


def reach(known: Directory, notice: NoticeRaised, day: date = MONDAY, office: str | None = None) -> list[UUID]:
    return [person.id for person in find_people(known, notice, office, day)]


HALL: Final[tuple[Command, ...]] = (
    *(enter(who, f"account-{who.int}") for who in (OFFICER, HEAD, BUREAU, VICE, OTHER)),
    seat(Seat(OFFICER, Post.OFFICER)),
    seat(Seat(HEAD, Post.TEAM_HEAD)),
    seat(Seat(BUREAU, Post.BUREAU_HEAD, "bureau")),
    seat(Seat(VICE, Post.VICE_MAYOR, None)),
    seat(Seat(OTHER, Post.OFFICER, "welfare")),
)


@pytest.mark.parametrize(
    ("recipient", "kind", "reached"),
    [
        (Recipient.OFFICER, NoticeKind.REMINDER, [OFFICER]),
        (Recipient.OFFICER, NoticeKind.SHARED, [OFFICER, HEAD]),
        (Recipient.TEAM_HEAD, NoticeKind.ESCALATION, [HEAD]),
    ],
)
def test_each_post_of_a_department_is_reached_for_what_is_its_own(
    recipient: Recipient, kind: NoticeKind, reached: list[UUID]
) -> None:
    """DIR-20: a share comes to the officer and the team head."""
    assert reach(know(*HALL), raise_for(recipient, kind)) == reached


def test_the_head_of_the_bureau_above_is_reached_else_the_vice_mayor() -> None:
    """DIR-20: 국장, and 부시장 where there is none."""
    notice = raise_for(Recipient.BUREAU_HEAD)
    known = know(*HALL, RecordParent(department="roads", parent="bureau"))
    assert reach(known, notice) == [BUREAU]
    assert reach(know(*HALL), notice) == [VICE]
    round_trip = know(*HALL, RecordParent(department="roads", parent="a"), RecordParent(department="a", parent="roads"))
    assert reach(round_trip, notice) == [VICE]


def test_what_is_told_the_office_reaches_its_department() -> None:
    notice = raise_for(Recipient.OFFICER, department=None)
    assert reach(know(*HALL), notice) == []
    assert reach(know(*HALL), notice, office="welfare") == [OTHER]


def test_who_held_a_post_yesterday_or_holds_it_tomorrow_is_not_reached() -> None:
    """ORG-06: a hand-over ends one assignment and begins the next one the day after."""
    over = EndPost(assignment=UUID(int=OFFICER.int + 100), last_day=MONDAY)
    known = know(*HALL[:5], seat(Seat(OFFICER, Post.OFFICER)), over, seat(Seat(OTHER, Post.OFFICER, first=TUESDAY)))
    notice = raise_for(Recipient.OFFICER)
    assert (reach(known, notice, MONDAY), reach(known, notice, TUESDAY)) == ([OFFICER], [OTHER])


def test_who_acts_is_reached_on_those_days_from_deputy_to_deputy() -> None:
    """ORG-12."""
    known = know(*HALL, deputise("account-1", "account-3"), deputise("account-3", "account-5", 2))
    notice = raise_for(Recipient.OFFICER)
    assert (reach(known, notice, MONDAY), reach(known, notice, TUESDAY)) == ([OTHER], [OFFICER])


def test_another_with_the_same_account_gets_nobodys_letters() -> None:
    """ORG-06: whoever was entered last with an account that somebody has is not the one who holds the post."""
    known = know(*HALL, enter(UUID(int=7), "account-1"))
    assert reach(known, raise_for(Recipient.OFFICER)) == [OFFICER]
    around = know(*HALL, enter(UUID(int=7), "account-1"), deputise("account-1", "account-3"))
    back = evolve_all(around, deputise("account-3", "account-1", 2))
    assert reach(back, raise_for(Recipient.OFFICER)) == [OFFICER]


def evolve_all(known: Directory, command: Command) -> Directory:
    return reduce(evolve, decide(command, known), known)


def test_a_deputy_whom_the_registry_does_not_know_reaches_nobody_else() -> None:
    assert reach(know(*HALL, deputise("account-1", "stranger")), raise_for(Recipient.OFFICER)) == [OFFICER]


def test_two_who_are_acted_for_by_one_reach_that_one_once() -> None:
    known = know(*HALL, deputise("account-1", "account-2"))
    assert reach(known, raise_for(Recipient.OFFICER, NoticeKind.SHARED)) == [HEAD]


def test_nobody_is_reached_of_whom_nothing_is_left() -> None:
    """PLT-07."""
    assert reach(know(*HALL, DropPerson(person=OFFICER)), raise_for(Recipient.OFFICER)) == []


def test_a_fact_that_is_known_is_not_noted_again() -> None:
    known = know(*HALL)
    again: list[CoordinationEvent] = [event for command in HALL for event in decide(command, known)]
    assert again == []
