"""Seats of a segment: never more than there are, and who waited longest comes next (ENG-03)."""

from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.engagement import EngagementEvent
from contracts.engagement.participants import SeatAwaited, SeatLeft, SeatsGiven, SeatsReceived, SeatTaken
from contracts.errors import Rejected
from services.engagement import seats
from services.engagement.seats import Seats

PLANNED = {"pupils": 2, "citizens": 1}
Step = tuple[str, str, int]


def name(number: int) -> UUID:
    return UUID(int=number)


def fold(*events: EngagementEvent) -> Seats:
    return reduce(seats.evolve, events, Seats())


class House:
    """Two segments as the handlers keep them, and beside them who should sit and wait by the rule alone."""

    def __init__(self) -> None:
        self.state = dict.fromkeys(PLANNED, Seats())
        self.size = dict(PLANNED)
        self.seated: dict[str, set[UUID]] = {segment: set() for segment in PLANNED}
        self.waiting: dict[str, list[UUID]] = {segment: [] for segment in PLANNED}

    def keep(self, segment: str, *events: EngagementEvent) -> None:
        for event in events:
            self.state[segment] = seats.evolve(self.state[segment], event)
            if isinstance(event, SeatTaken):
                if self.waiting[segment]:  # who waits is never passed by
                    assert event.participant == self.waiting[segment].pop(0)
                self.seated[segment].add(event.participant)
            elif isinstance(event, SeatAwaited):
                assert len(self.seated[segment]) == self.size[segment]  # nobody waits beside a free seat
                self.waiting[segment].append(event.participant)
            elif isinstance(event, SeatLeft) and event.participant in self.seated[segment]:
                self.seated[segment].remove(event.participant)
            elif isinstance(event, SeatLeft):
                self.waiting[segment].remove(event.participant)
            elif isinstance(event, SeatsGiven | SeatsReceived):
                self.size[segment] += event.seats if isinstance(event, SeatsReceived) else -event.seats

    def register(self, segment: str, number: int) -> None:
        self.keep(segment, seats.take(self.state[segment], PLANNED[segment], name(number)))

    def withdraw(self, segment: str, number: int) -> None:
        known = sorted(self.seated[segment] | set(self.waiting[segment]))
        if known:
            self.keep(segment, *seats.leave(self.state[segment], known[number % len(known)]))

    def release(self, segment: str, number: int) -> None:
        other = next(each for each in PLANNED if each != segment)
        unused, wanted = self.size[segment] - len(self.seated[segment]), number % 3 + 1
        if wanted > unused:
            with pytest.raises(Rejected):
                seats.give(self.state[segment], PLANNED[segment], wanted, other)
            return
        received = seats.receive(self.state[other], wanted, segment)
        self.keep(segment, seats.give(self.state[segment], PLANNED[segment], wanted, other))
        self.keep(other, *received)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["register", "register", "register", "withdraw", "withdraw", "release"]),
            st.sampled_from(sorted(PLANNED)),
            st.integers(0, 50),
        ),
        min_size=10,
        max_size=40,
    )
)
def test_seats_never_exceed_their_number_and_who_came_first_is_next(steps: list[Step]) -> None:
    """ENG-03: whatever is registered, withdrawn and released, in any order."""
    house = House()
    for turn, (act, segment, number) in enumerate(steps):
        getattr(house, act)(segment, turn + 1_000 if act == "register" else number)
        for each, state in house.state.items():
            assert state.taken == len(house.seated[each]) <= house.size[each]
            assert list(state.waiting) == house.waiting[each]
            assert seats.count_free(state, PLANNED[each]) == house.size[each] - len(house.seated[each])
        assert sum(house.size.values()) == sum(PLANNED.values())


def test_who_comes_after_the_last_seat_waits() -> None:
    """ENG-03: the 401st of 400."""
    full = fold(*(SeatTaken(participant=name(number)) for number in range(400)))
    assert seats.take(full, 401, name(401)) == SeatTaken(participant=name(401))
    assert seats.take(full, 400, name(401)) == SeatAwaited(participant=name(401))


def test_who_leaves_the_waitlist_frees_no_seat() -> None:
    waiters: tuple[EngagementEvent, ...] = tuple(SeatAwaited(participant=name(number)) for number in (2, 3, 4))
    state = fold(SeatTaken(participant=name(1)), *waiters)
    assert seats.leave(state, name(3)) == (SeatLeft(participant=name(3)),)
    left = seats.leave(state, name(1))
    assert left == (SeatLeft(participant=name(1)), SeatTaken(participant=name(2)))
    assert fold(SeatTaken(participant=name(1)), *waiters, *left) == Seats(1, (name(3), name(4)))


def test_only_unused_seats_are_given() -> None:
    state = fold(SeatTaken(participant=name(1)))
    with pytest.raises(Rejected) as no:
        seats.give(state, 3, 3, "citizens")
    assert (no.value.code, no.value.details) == ("SEATS_IN_USE", {"unused": "2"})
    assert seats.give(state, 3, 2, "citizens") == SeatsGiven(seats=2, segment="citizens")
