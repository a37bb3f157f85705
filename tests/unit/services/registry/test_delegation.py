"""Delegations as given / when / then: one deputy at a time, and never round in a circle."""

from datetime import date, timedelta
from functools import reduce
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.registry import Delegate, Delegated, DelegationRevoked, RevokeDelegation
from services.registry import delegation
from services.registry.delegation import Delegations
from tests.making import IDS

MONDAY, FRIDAY = date(2024, 8, 5), date(2024, 8, 9)
HOLIDAY = Delegate(absent="head", acting="team-head", valid_from=MONDAY, valid_until=FRIDAY, reason="연가")


def name(number: int) -> UUID:
    return uuid5(IDS, f"delegation {number}")


def made(*commands: Delegate) -> Delegations:
    state = Delegations()
    for number, command in enumerate(commands):
        state = reduce(delegation.evolve, delegation.decide(command, state, name(number), MONDAY), state)
    return state


def let(absent: str, acting: str, first: date = MONDAY, last: date = FRIDAY) -> Delegate:
    return Delegate(absent=absent, acting=acting, valid_from=first, valid_until=last, reason="출장")


def test_an_account_acts_for_another() -> None:
    """ORG-12: the event holds both."""
    (event,) = delegation.decide(HOLIDAY, Delegations(), name(0), date(2024, 8, 2))
    assert event == Delegated(
        delegation=name(0), delegated_on=date(2024, 8, 2), absent="head", acting="team-head", valid_from=MONDAY,
        valid_until=FRIDAY, reason="연가",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"acting": "head"}, "BAD_SHAPE"),
        ({"valid_until": date(2024, 8, 4)}, "DATES_REVERSED"),
        ({"valid_from": date(2024, 8, 1)}, "DAY_IN_PAST"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(change: dict[str, object], code: str) -> None:
    """ORG-12: nobody is his own deputy, and nobody becomes one for what is done already."""
    with pytest.raises(Rejected, match=code):
        delegation.decide(HOLIDAY.model_copy(update=change), Delegations(), name(0), date(2024, 8, 2))


def test_an_absent_account_has_one_deputy_at_a_time() -> None:
    """ORG-12: Friday is still the first deputy's."""
    with pytest.raises(Rejected, match="PERIOD_OVERLAPS"):
        delegation.decide(let("head", "other", FRIDAY, FRIDAY), made(HOLIDAY), name(1), MONDAY)
    saturday = FRIDAY + timedelta(days=1)
    assert len(delegation.decide(let("head", "other", saturday, saturday), made(HOLIDAY), name(1), MONDAY)) == 1


def test_one_account_acts_for_several() -> None:
    """ORG-12."""
    assert len(delegation.decide(let("other", "team-head"), made(HOLIDAY), name(1), MONDAY)) == 1


@pytest.mark.parametrize(
    "chain", [[let("head", "a"), let("a", "head")], [let("head", "a"), let("a", "b"), let("b", "head")]]
)
def test_deputies_do_not_lead_back_to_who_is_absent(chain: list[Delegate]) -> None:
    """ORG-12."""
    *before, last = chain
    with pytest.raises(Rejected, match="DELEGATION_LOOP"):
        delegation.decide(last, made(*before), name(9), MONDAY)


def test_a_circle_on_no_single_day_is_none() -> None:
    """ORG-12: Monday to Wednesday one way, Thursday and Friday the other."""
    wednesday, thursday = date(2024, 8, 7), date(2024, 8, 8)
    first = let("head", "a", MONDAY, wednesday)
    assert len(delegation.decide(let("a", "head", thursday, FRIDAY), made(first), name(1), MONDAY)) == 1
    with pytest.raises(Rejected, match="DELEGATION_LOOP"):
        delegation.decide(let("a", "head", wednesday, FRIDAY), made(first), name(1), MONDAY)


def test_a_way_round_that_no_day_goes_whole_is_no_circle() -> None:
    """ORG-12: to b on Monday and Tuesday only, back from b from Wednesday on."""
    tuesday, wednesday = date(2024, 8, 6), date(2024, 8, 7)
    before = made(let("a", "b", MONDAY, tuesday), let("b", "head", wednesday, FRIDAY))
    assert len(delegation.decide(let("head", "a"), before, name(2), MONDAY)) == 1


def test_a_deputy_acts_on_the_last_day_too() -> None:
    """ORG-12: whatever else is delegated on that day."""
    events = delegation.decide(let("other", "a", FRIDAY, FRIDAY), made(HOLIDAY), name(1), FRIDAY)
    on_friday = reduce(delegation.evolve, events, made(HOLIDAY))
    with pytest.raises(Rejected, match="PERIOD_OVERLAPS"):
        delegation.decide(let("head", "b", FRIDAY, FRIDAY), on_friday, name(2), FRIDAY)


def test_a_revoked_delegation_is_over_at_once() -> None:
    """ORG-12: the same day another one begins."""
    (event,) = delegation.decide(RevokeDelegation(reason="조기 복귀"), made(HOLIDAY), name(0), MONDAY)
    assert event == DelegationRevoked(delegation=name(0), reason="조기 복귀")
    after = delegation.evolve(made(HOLIDAY), event)
    assert len(delegation.decide(let("head", "other"), after, name(1), MONDAY)) == 1


def test_nothing_is_revoked_that_is_over_or_not_there() -> None:
    revoke = RevokeDelegation(reason="조기 복귀")
    with pytest.raises(Rejected, match="WRONG_STATE"):
        delegation.decide(revoke, made(HOLIDAY), name(0), FRIDAY + timedelta(days=1))
    for subject in (None, name(7)):
        with pytest.raises(Rejected, match="NOT_FOUND"):
            delegation.decide(revoke, made(HOLIDAY), subject, MONDAY)


def test_what_was_over_before_the_last_one_was_made_is_forgotten() -> None:
    """Nothing begins in the past, so it cannot count any more."""
    later = FRIDAY + timedelta(days=1)
    events = delegation.decide(let("other", "a", later, later), made(HOLIDAY), name(1), later)
    assert list(reduce(delegation.evolve, events, made(HOLIDAY)).made) == [name(1)]


accounts = st.sampled_from("abcd")


@given(st.lists(st.tuples(accounts, accounts, st.integers(0, 6), st.integers(0, 4), st.integers(0, 3)), max_size=14))
def test_on_any_day_deputies_lead_somewhere(wanted: list[tuple[str, str, int, int, int]]) -> None:
    """ORG-12, told day by day: one deputy for each, and from deputy to deputy nobody is met twice."""
    state, stored, today = Delegations(), list[Delegated](), MONDAY
    for number, (absent, acting, first, length, passed) in enumerate(wanted):
        today += timedelta(days=passed)
        start = today + timedelta(days=first)
        command = let(absent, acting, start, start + timedelta(days=length))
        try:
            events = delegation.decide(command, state, name(number), today)
        except Rejected:
            continue
        state = reduce(delegation.evolve, events, state)
        stored += [event for event in events if isinstance(event, Delegated)]
    for day in (MONDAY + timedelta(days=n) for n in range(60)):
        valid = [each for each in stored if each.valid_from <= day <= each.valid_until]
        deputies = {each.absent: each.acting for each in valid}
        assert len(deputies) == len(valid)
        for absent in deputies:
            met = [absent]
            while met[-1] in deputies:
                met.append(deputies[met[-1]])
                assert len(set(met)) == len(met)
