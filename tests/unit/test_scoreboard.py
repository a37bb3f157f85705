"""What was told of places stays until they are told anew, whatever is verified meanwhile (EVL-13, EVL-15)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.calendar import Calendar
from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.scorecards import ActualVerified
from contracts.values import Role
from gateway.answers.evaluated import OfYear
from gateway.answers.scorecards import show_board, show_detail
from gateway.auth import Principal
from gateway.views import ranking as view
from gateway.views.scorecard import CARDS, Row
from services.evaluations.ranking import Ranking, Ruling, fix
from tests.unit.services.evaluations.years import fill, fold, make_scheme, record

SCHEME = make_scheme("roads", "culture")
TOLD = date(2025, 1, 20)
OPERATOR = Principal("operator", Role.OPERATOR, "office", "총괄")
BEFORE = {"roads": fill("90"), "culture": fill("80")}
CHANGED = {
    **BEFORE,
    "culture": [
        *BEFORE["culture"],
        record("of-indicators", "100"),
        ActualVerified(indicator="of-indicators", quarter=4),
    ],
}


def make_row(department: str, events: Sequence[EvaluationsEvent]) -> Row:
    card = CARDS.dump_python(fold(events, department), mode="json")
    return Row(f"2024-{department}", 2024, department, "headquarters", card, [], 1, 1)


def make_year(**told: Sequence[EvaluationsEvent]) -> OfYear:
    """Return a year whose places were told when its values were those of `BEFORE`: 45 and 40 of 50."""
    cards = {department: fold(events, department) for department, events in BEFORE.items()}
    fixed = fix(2024, Ranking(), Ruling(1, SCHEME), cards, Calendar(), TOLD).ranking.model_dump(mode="json")
    ranked = view.Row(2024, "FIXED", [{**fixed, "source": 1}], None, 1, 1)
    rows = {department: make_row(department, events) for department, events in told.items()}
    return OfYear(2024, 1, 1, SCHEME, rows, ranked)


def list_places(of_year: OfYear, *, expected: bool = False) -> list[tuple[str, int, Decimal, Decimal | None]]:
    (group,) = show_board(of_year, OPERATOR, expected=expected, sees_all=True).groups
    return [(each.department, each.rank, Decimal(each.total), Decimal(each.now) if each.now else None)
            for each in group.places]  # fmt: skip


def test_a_board_stays_as_it_was_told_and_says_what_differs() -> None:
    """EVL-13: verified after it was told the other's 100 of 100 are 50, and first only where that is asked for."""
    year = make_year(**CHANGED)
    assert list_places(year) == [("roads", 1, Decimal(45), None), ("culture", 2, Decimal(40), Decimal(50))]
    computed = [("culture", 1, Decimal(50), None), ("roads", 2, Decimal(45), None)]
    assert list_places(replace(year, is_chosen=True)) == computed
    assert list_places(year, expected=True) == computed
    assert show_board(year, OPERATOR, expected=False, sees_all=True).announced_on == TOLD


def test_a_board_that_nothing_has_changed_is_as_it_was_told() -> None:
    assert list_places(make_year(**BEFORE)) == [("roads", 1, Decimal(45), None), ("culture", 2, Decimal(40), None)]


def test_a_scorecard_has_the_place_that_was_told() -> None:
    """EVL-13: its total opens to what counts now; place and grade are those that were told."""
    year = make_year(**CHANGED)
    card = show_detail(year, "culture", OPERATOR, TOLD, past=False)
    assert (card.rank, card.of, card.announced_on) == (2, 2, TOLD)
    assert (Decimal(card.total.value or ""), card.has_moved) == (Decimal(50), True)
    chosen = show_detail(replace(year, is_chosen=True), "culture", OPERATOR, TOLD, past=False)
    assert (chosen.rank, chosen.announced_on) == (1, None)


def test_a_version_that_does_not_evaluate_a_department_has_no_scorecard_of_it() -> None:
    """EVL-01."""
    year = replace(make_year(**BEFORE), scheme=make_scheme("roads"))
    with pytest.raises(Rejected) as no:
        show_detail(year, "culture", OPERATOR, TOLD, past=False)
    assert no.value.code == "NOT_FOUND"
