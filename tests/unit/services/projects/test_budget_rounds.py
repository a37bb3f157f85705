"""The budgets of a year, fixed in their order (PRJ-20)."""

from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.projects.budget import FixBudgetRound, Round, RoundKind
from services.projects.budget_rounds import Rounds, decide, evolve
from tests.unit.services.projects.acting import fold

TODAY = date(2018, 10, 1)


def fix(number: int, on: str) -> FixBudgetRound:
    """Return a supplement of 2018, or its original budget."""
    kind = RoundKind.SUPPLEMENTARY if number else RoundKind.ORIGINAL
    return FixBudgetRound(round=Round(year=2018, kind=kind, number=number), fixed_on=on)


def fixed(*commands: FixBudgetRound) -> Rounds:
    """Return the year's budgets."""
    state = Rounds()
    for command in commands:
        state = fold(evolve, state, *decide(command, state, TODAY))
    return state


def test_a_supplement_may_be_entered_without_the_one_before() -> None:
    """PRJ-20: the source tells the second of 2018, A191."""
    state = fixed(fix(0, "2017. 12월"), fix(2, "2018. 9월"))
    assert list(state.fixed) == [(RoundKind.ORIGINAL, 0), (RoundKind.SUPPLEMENTARY, 2)]
    assert len(fixed(fix(0, "2017. 12월"), fix(2, "2018. 9월"), fix(1, "2018. 5월")).fixed) == 3


def test_the_days_of_the_rounds_keep_their_order() -> None:
    """PRJ-20."""
    state = fixed(fix(0, "2017. 12월"), fix(2, "2018. 9월"))
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        decide(fix(1, "2017. 11월"), state, TODAY)
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        decide(fix(1, "2018-10-01"), state, TODAY)


def test_a_round_is_fixed_once() -> None:
    state = fixed(fix(2, "2018. 9월"))
    assert decide(fix(2, "2018. 9월"), state, TODAY) == ()
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        decide(fix(2, "2018. 8월"), state, TODAY)


def test_a_round_that_is_none_is_refused() -> None:
    for kind, number in ((RoundKind.ORIGINAL, 1), (RoundKind.SUPPLEMENTARY, 0)):
        command = FixBudgetRound(round=Round(year=2018, kind=kind, number=number), fixed_on="2018. 1월")
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            decide(command, Rounds(), TODAY)
    with pytest.raises(Rejected, match="DAY_IN_FUTURE"):
        decide(fix(2, "2018. 11월"), Rounds(), TODAY)
