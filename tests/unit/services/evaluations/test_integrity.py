"""A year's broadcasts: several at once by the rules of each, and heads of two departments may follow one another."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.evaluations.integrity import BroadcastHeld, HeldBroadcast, HoldBroadcast, HoldBroadcasts
from contracts.registry.known import Department
from services.evaluations.integrity import Facts, IntegrityYear, decide

ONE, TWO = ("one", "부서장"), ("two", "부서장")
FACTS = Facts(date(2024, 12, 2), {code: Department(date(2018, 1, 1), None, False) for code in ("one", "two")})


def hold(week: int, department: str) -> HeldBroadcast:
    day = date.fromisocalendar(2024, week, 3)
    return HeldBroadcast(week=week, held_on=day, department=department, speaker="부서장", topic="청탁금지법")


def test_weeks_are_held_together_in_their_order() -> None:
    """EVL-83: told as 3, 1, 2, they are weeks 1, 2 and 3; heads of two departments are two people."""
    told = HoldBroadcasts(year=2024, broadcasts=(hold(3, "one"), hold(1, "one"), hold(2, "two")))
    held = decide(told, IntegrityYear(), FACTS)
    assert [each.week for each in held if isinstance(each, BroadcastHeld)] == [1, 2, 3]


def test_one_that_is_refused_keeps_all_back() -> None:
    """EVL-83: the head of one department would speak in two weeks that follow one another."""
    told = HoldBroadcasts(year=2024, broadcasts=(hold(1, "two"), hold(2, "one"), hold(3, "one")))
    with pytest.raises(Rejected, match="다른 사람") as refused:
        decide(told, IntegrityYear(), FACTS)
    assert refused.value.code == "SPEAKER_AGAIN"
    one = HoldBroadcast(year=2024, **hold(3, "one").model_dump())
    assert decide(one, IntegrityYear(speakers={2: ("two", "부서장")}), FACTS)


@pytest.mark.parametrize(
    ("week", "year", "facts"),
    [
        (10, IntegrityYear(speakers={11: ONE}), FACTS),
        (1, IntegrityYear(), replace(FACTS, before=ONE)),
        (48, IntegrityYear(speakers={47: TWO}), replace(FACTS, after=ONE)),
    ],
)
def test_a_week_told_late_is_held_by_neither_neighbour(week: int, year: IntegrityYear, facts: Facts) -> None:
    """EVL-83: nor by who held the last one of the year before, or the first one of the next year."""
    late = HoldBroadcast(year=2024, **hold(week, "one").model_dump())
    with pytest.raises(Rejected, match="다른 사람") as refused:
        decide(late, year, facts)
    assert refused.value.code == "SPEAKER_AGAIN"
    assert decide(late.model_copy(update={"department": "two"}), IntegrityYear(), facts)


def test_weeks_told_together_are_neighbours_of_one_another() -> None:
    """EVL-83: week 3 is one's; weeks 1 and 2 come late, one's and two's, and two stands between."""
    told = HoldBroadcasts(year=2024, broadcasts=(hold(1, "one"), hold(2, "two")))
    assert len(decide(told, IntegrityYear(speakers={3: ONE}), FACTS)) == 2
