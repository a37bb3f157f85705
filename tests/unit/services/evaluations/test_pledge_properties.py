"""Pledges whatever is done to them: the six guarded states, and numbers that add up in any order (EVL-67, EVL-68)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import reduce
from random import Random
from typing import Final
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_changes import PledgeChangeKind, PledgeChangeRequested, PledgeWish
from contracts.evaluations.pledge_results import (
    PledgeFigures,
    count_fields,
    count_states,
    find_achievement,
    find_in_term,
    find_progress,
)
from contracts.evaluations.pledges import (
    CheckPledge,
    ConfirmPledgeDone,
    ContinuePledge,
    NewPledge,
    PledgeCommand,
    PledgeStanding,
    PledgeState,
)
from contracts.projects.milestones import Evidence
from contracts.registry.known import Department
from services.evaluations import pledge, pledge_change
from services.evaluations.pledge import Facts, Registered
from tests.unit.services.projects.acting import OFFICE, ROADS

FEW = settings(max_examples=25, deadline=None)
S = PledgeState
RUNNING: Final = frozenset({S.REGISTERED, S.ON_TRACK, S.PARTIAL})
BY_CHECKS: Final[Mapping[PledgeState, frozenset[PledgeState]]] = {
    S.REGISTERED: frozenset({S.ON_TRACK, S.PARTIAL, S.DONE}),
    S.ON_TRACK: frozenset({S.PARTIAL, S.DONE}),
    S.PARTIAL: frozenset({S.ON_TRACK, S.DONE}),
    S.DONE: frozenset({S.CONTINUING}),
}
"""domain.md 4.4, by hand: what checks, confirmations and the office bring about."""
BY_CHANGES: Final[Mapping[PledgeState, frozenset[PledgeState]]] = {
    **dict.fromkeys(RUNNING, frozenset({S.ON_HOLD, S.ABANDONED})),
    S.ON_HOLD: frozenset({S.PARTIAL, S.ABANDONED}),
}
"""What only the change procedure brings about."""
NEW = NewPledge(number=1, field="happy", name="공원", lead="roads")
FACTS = {
    actor.user: Facts(date(2020, 3, 1), actor, {"roads": Department(date(2018, 1, 1))}, is_confirmed=True)
    for actor in (OFFICE, ROADS)
}
CHECKS = st.builds(
    CheckPledge,
    quarter=st.sampled_from(["2019-Q3", "2019-Q4", "2020-Q1"]),
    standing=st.sampled_from([*PledgeStanding, None]),
    progress=st.sampled_from([40, 100]),
    note=st.just("추진 중"),
    evidence=st.just((Evidence(name="준공검사"),)),
)
ACTS = st.one_of(
    CHECKS,
    st.just(ConfirmPledgeDone()),
    st.just(ContinuePledge(note="계속")),
    st.sampled_from([PledgeChangeKind.HOLD, PledgeChangeKind.RESUME, PledgeChangeKind.ABANDON]),
)
FIGURES = st.lists(
    st.builds(
        PledgeFigures,
        st.sampled_from(PledgeState),
        st.sampled_from(["happy", "safe"]),
        st.integers(0, 100),
        st.sampled_from([None, date(2022, 6, 30), date(2022, 7, 1)]),
    ),
    max_size=12,
)
FIELDS = {"happy": "행복", "safe": "안전"}


def decide(act: PledgeCommand | PledgeChangeKind, state: Registered, who: str) -> tuple[EvaluationsEvent, ...]:
    """Return what an act leads to, where it is let; a change has gone through its procedure."""
    if isinstance(act, PledgeChangeKind):
        wished = PledgeWish(kind=act)
        asked = PledgeChangeRequested(term=7, pledge=UUID(int=1), wished=wished, reason="여건")
        return pledge_change.apply(UUID(int=2), asked, state)
    return pledge.decide(act, state, FACTS[who])


def fold(state: pledge.State, events: tuple[EvaluationsEvent, ...]) -> Registered:
    folded: pledge.State = reduce(pledge.evolve, events, state)
    assert isinstance(folded, Registered)
    return folded


def check(quarter: str, standing: PledgeStanding | None) -> CheckPledge:
    proof = (Evidence(name="준공검사"),)
    return CheckPledge(quarter=quarter, standing=standing, progress=100, note="준공", evidence=proof)


CLAIMED = (check("2019-Q4", PledgeStanding.DONE), ROADS.user)
EARLIER = (check("2019-Q3", None), ROADS.user)
CONFIRMED = (ConfirmPledgeDone(), OFFICE.user)


@FEW
@example([CLAIMED, (PledgeChangeKind.HOLD, OFFICE.user), EARLIER, CONFIRMED])
@example([CLAIMED, CONFIRMED, (ContinuePledge(note="계속"), OFFICE.user), EARLIER, CONFIRMED])
@given(st.lists(st.tuples(ACTS, st.sampled_from(sorted(FACTS))), max_size=14))
def test_no_pledge_moves_but_as_the_table_says(acts: list[tuple[PledgeCommand | PledgeChangeKind, str]]) -> None:
    """EVL-67, EVL-70: what is not in the table does not happen, and a hold or an end comes by the procedure only."""
    state = fold(pledge.NotRegistered(), pledge.register(7, NEW, FACTS[OFFICE.user]))
    for act, who in acts:
        before, table = state.state, BY_CHANGES if isinstance(act, PledgeChangeKind) else BY_CHECKS
        with suppress(Rejected):
            state = fold(state, decide(act, state, who))
        assert state.state is before or state.state in table.get(before, ()), (act, who)


@FEW
@given(FIGURES)
def test_counts_come_to_all_pledges_and_no_rate_exceeds_one(figures: list[PledgeFigures]) -> None:
    """EVL-60, EVL-67, EVL-68: each state and each field once; progress is a sum of percents."""
    assert sum(each.pledges for each in count_states(figures)) == len(figures)
    assert sum(each.pledges for each in count_fields(figures, FIELDS)) == len(figures)
    for ratio in (find_achievement(figures), find_in_term(figures, date(2022, 6, 30))):
        assert ratio.numerator <= ratio.denominator <= len(figures)
    progress = find_progress(figures)
    assert progress.numerator <= 100 * progress.denominator == 100 * len(figures)


@FEW
@given(FIGURES, st.randoms(use_true_random=False))
def test_the_order_of_pledges_changes_no_number(figures: list[PledgeFigures], random: Random) -> None:
    """EVL-67, EVL-68."""
    mixed = list(figures)
    random.shuffle(mixed)
    assert count_states(mixed) == count_states(figures)
    assert count_fields(mixed, FIELDS) == count_fields(figures, FIELDS)
    ends = date(2022, 6, 30)
    assert [find_achievement(mixed), find_progress(mixed), find_in_term(mixed, ends)] == [
        find_achievement(figures),
        find_progress(figures),
        find_in_term(figures, ends),
    ]
