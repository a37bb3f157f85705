"""Posts and who holds them as given / when / then."""

from datetime import date, timedelta
from functools import reduce
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from services.registry import assignment, department, person, team
from services.registry.assignment import Facts, Posts
from services.registry.validity import Validity
from tests.making import IDS

ONE, OTHER, FIRST, SECOND = (uuid5(IDS, name) for name in ("one", "other", "first", "second"))
PLANNING = department.Registered(Validity(date(2024, 1, 1), date(2025, 12, 31)))
INNOVATION = team.Registered("planning-audit", Validity(date(2024, 1, 1)))
HEAD = AssignPerson(person=ONE, department="planning-audit", post=Post.DEPARTMENT_HEAD, valid_from=date(2024, 1, 1))
TEAM_HEAD = HEAD.model_copy(update={"post": Post.TEAM_HEAD, "team": "team-innovation"})
OVER = HandOver(department="planning-audit", successor=OTHER, last_day=date(2024, 6, 30), note="지시사항 3건")


def know(made: UUID = FIRST, who: person.State = person.Registered()) -> Facts:  # noqa: B008 - frozen
    return Facts(made, who, PLANNING, INNOVATION)


def hold(*events: RegistryEvent) -> Posts:
    return reduce(assignment.evolve, events, Posts())


HELD = hold(*assignment.decide(HEAD, Posts(), know()))


def test_a_person_holds_a_post_from_a_day_on() -> None:
    """ORG-06."""
    (event,) = assignment.decide(HEAD, Posts(), know())
    assert event == PersonAssigned(
        assignment=FIRST, person=ONE, department="planning-audit", team=None, post=Post.DEPARTMENT_HEAD,
        valid_from=date(2024, 1, 1), valid_until=None,
    )  # fmt: skip


def test_a_department_has_one_head_at_a_time() -> None:
    """ORG-06, DIR-20: who is told of lateness is one."""
    with pytest.raises(Rejected, match="PERIOD_OVERLAPS"):
        assignment.decide(HEAD.model_copy(update={"person": OTHER}), HELD, know(SECOND))


def test_two_teams_have_a_head_each() -> None:
    """ORG-06."""
    held = hold(*assignment.decide(TEAM_HEAD, Posts(), know()))
    another = Facts(SECOND, person.Registered(), PLANNING, INNOVATION)
    assert len(assignment.decide(TEAM_HEAD.model_copy(update={"team": "team-audit"}), held, another)) == 1
    with pytest.raises(Rejected, match="PERIOD_OVERLAPS"):
        assignment.decide(TEAM_HEAD, held, another)


def test_officers_are_many_but_each_is_one_once() -> None:
    """ORG-06."""
    officer = HEAD.model_copy(update={"post": Post.OFFICER})
    held = hold(*assignment.decide(officer, Posts(), know()))
    assert len(assignment.decide(officer.model_copy(update={"person": OTHER}), held, know(SECOND))) == 1
    with pytest.raises(Rejected, match="PERIOD_OVERLAPS"):
        assignment.decide(officer, held, know(SECOND))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"post": Post.MAYOR}, "BAD_SHAPE"),
        ({"department": None}, "BAD_SHAPE"),
        ({"post": Post.TEAM_HEAD}, "BAD_SHAPE"),
        ({"valid_from": date(2026, 1, 1)}, "DEPARTMENT_NOT_VALID"),
        ({"valid_from": date(2023, 12, 31)}, "DEPARTMENT_NOT_VALID"),
        ({"valid_until": date(2023, 12, 31)}, "DATES_REVERSED"),
    ],
)
def test_a_post_lies_in_a_department_that_exists(change: dict[str, object], code: str) -> None:
    """ORG-06: the mayor and the vice mayor have none, a team head a team as well."""
    with pytest.raises(Rejected, match=code):
        assignment.decide(HEAD.model_copy(update=change), Posts(), know())


def test_a_post_is_held_by_somebody_in_a_team_of_the_department() -> None:
    with pytest.raises(Rejected, match="UNKNOWN_PERSON"):
        assignment.decide(HEAD, Posts(), know(who=person.Unregistered()))
    with pytest.raises(Rejected, match="UNKNOWN_PERSON"):
        assignment.decide(HEAD, Posts(), know(who=person.Erased()))
    elsewhere = Facts(FIRST, person.Registered(), PLANNING, team.Registered("welfare", INNOVATION.validity))
    with pytest.raises(Rejected, match="UNKNOWN_TEAM"):
        assignment.decide(TEAM_HEAD, Posts(), elsewhere)


def test_a_mayor_belongs_to_no_department() -> None:
    """ORG-06."""
    mayor = HEAD.model_copy(update={"post": Post.MAYOR, "department": None})
    (event,) = assignment.decide(mayor, Posts(), Facts(FIRST, person.Registered()))
    assert isinstance(event, PersonAssigned)
    assert event.department is None


def test_a_hand_over_ends_the_old_and_begins_the_new_the_day_after() -> None:
    """ORG-06, PLT-20: until 2024-06-30, from 2024-07-01."""
    events = assignment.decide(OVER, HELD, know(SECOND), FIRST)
    over, taken = events
    assert over == PostHandedOver(assignment=FIRST, next=SECOND, last_day=date(2024, 6, 30), note="지시사항 3건")
    assert isinstance(taken, PersonAssigned)
    assert (taken.person, taken.post, taken.valid_from) == (OTHER, Post.DEPARTMENT_HEAD, date(2024, 7, 1))
    after = reduce(assignment.evolve, events, HELD)
    assert [held.validity for held in after.held.values()] == [
        Validity(date(2024, 1, 1), date(2024, 6, 30)), Validity(date(2024, 7, 1)),
    ]  # fmt: skip


def test_a_successor_serves_what_is_left_of_a_term() -> None:
    """A mayor who leaves in the middle: 2026-06-30 ends the term."""
    mayor = HEAD.model_copy(update={"valid_until": date(2026, 6, 30)})
    _, taken = assignment.decide(OVER, hold(*assignment.decide(mayor, Posts(), know())), know(SECOND), FIRST)
    assert isinstance(taken, PersonAssigned)
    assert taken.valid_until == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"successor": ONE}, "BAD_SHAPE"),
        ({"last_day": date(2023, 12, 31)}, "DATES_REVERSED"),
        ({"last_day": date(2025, 12, 31)}, "DEPARTMENT_NOT_VALID"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(change: dict[str, object], code: str) -> None:
    """The department's last day is 2025-12-31: nobody takes over on 2026-01-01."""
    with pytest.raises(Rejected, match=code):
        assignment.decide(OVER.model_copy(update=change), HELD, know(SECOND), FIRST)


def test_what_has_ended_is_not_handed_over_later() -> None:
    ended = reduce(assignment.evolve, assignment.decide(OVER, HELD, know(SECOND), FIRST), HELD)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        assignment.decide(OVER.model_copy(update={"last_day": date(2024, 7, 31)}), ended, know(ONE), FIRST)


def test_a_post_may_stay_empty_and_be_taken_over_later() -> None:
    """Somebody leaves on 2024-06-30; the successor is named afterwards, and serves without an end."""
    end = EndAssignment(department="planning-audit", last_day=date(2024, 6, 30), reason="퇴직")
    (event,) = assignment.decide(end, HELD, know(SECOND), FIRST)
    assert event == AssignmentEnded(assignment=FIRST, last_day=date(2024, 6, 30), reason="퇴직")
    empty = assignment.evolve(HELD, event)
    assert assignment.decide(end, empty, know(SECOND), FIRST) == ()
    _, taken = assignment.decide(OVER, empty, know(SECOND), FIRST)
    assert isinstance(taken, PersonAssigned)
    assert taken.valid_until is None


@pytest.mark.parametrize("subject", [None, SECOND])
def test_nothing_is_handed_over_that_is_not_there(subject: UUID | None) -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        assignment.decide(OVER, HELD, know(SECOND), subject)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.booleans()), max_size=12))
def test_one_person_heads_a_department_on_any_day(wanted: list[tuple[int, int, bool]]) -> None:
    """ORG-06, whatever is assigned or handed over in whatever order."""
    posts, start = Posts(), date(2024, 1, 1)
    for number, (first, length, hands_over) in enumerate(wanted):
        made, who = uuid5(IDS, f"assignment {number}"), uuid5(IDS, f"person {number}")
        first_day = start + timedelta(days=first)
        try:
            if hands_over and posts.held:
                command = OVER.model_copy(update={"successor": who, "last_day": first_day})
                events = assignment.decide(command, posts, know(made), list(posts.held)[-1])
            else:
                until = first_day + timedelta(days=length)
                change = {"person": who, "valid_from": first_day, "valid_until": until}
                events = assignment.decide(HEAD.model_copy(update=change), posts, know(made))
        except Rejected:
            continue
        posts = reduce(assignment.evolve, events, posts)
    for day in (start + timedelta(days=n) for n in range(90)):
        assert sum(held.validity.has(day) for held in posts.held.values()) <= 1


def test_nobody_takes_over_beyond_the_days_that_are_kept() -> None:
    """A post without an end, handed over after 2199-12-31: the successor would begin on a day that nothing can hold."""
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        assignment.decide(OVER.model_copy(update={"last_day": date(2199, 12, 31)}), HELD, know(SECOND), FIRST)
