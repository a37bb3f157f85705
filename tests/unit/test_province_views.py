"""Views of the province's evaluation as folds of events, and the dots of a league."""

from decimal import Decimal
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import (
    IndicatorSetConfirmed,
    IndicatorSetDrafted,
    ProvinceIndicator,
    SubmissionDeadlineMoved,
)
from contracts.evaluations.results import (
    IndicatorRankRecorded,
    ProvinceIndicatorChanged,
    ProvinceIndicatorDropped,
    ProvinceIndicatorOpened,
    ResultSubmitted,
)
from contracts.messages import Recorded
from gateway.answers.province import Place
from gateway.console.province.drawing import draw_dots
from gateway.views import province_cycle, province_indicator
from gateway.views.province_indicator import Row
from tests.indicator_sets import make_cycle, make_quality, make_quantity, make_set
from tests.making import record_all

PLAN = [str(10 * month) for month in range(1, 13)]
RESULT: dict[str, Any] = {"measured_on": "2024-05-20", "is_final": False, "evidence": [], "note": None}


def define(told: dict[str, Any]) -> ProvinceIndicator:
    return ProvinceIndicator.model_validate(told)


def open_one(told: dict[str, Any]) -> ProvinceIndicatorOpened:
    return ProvinceIndicatorOpened(indicator=define(told), set_version=1)


def submit(number: int, value: str | None = None, rank: int | None = None) -> ResultSubmitted:
    return ResultSubmitted.model_validate({**RESULT, "number": number, "value": value, "rank": rank})


def fold(code: str, *events: EvaluationsEvent) -> Row:
    history: list[Recorded[EvaluationsEvent]] = record_all([(f"province_indicator-{code}", each) for each in events])
    row: Row | None = None
    for event in history:
        assert province_indicator.keys(event) == (code,)
        row = province_indicator.apply(row, event)
    assert row is not None
    return row


def test_the_months_below_plan_are_those_of_the_latest_value() -> None:
    """EVL-39: 41 reaches the plan of April, not that of May; 120 reaches all; of what is dropped none is asked."""
    quantity = make_quantity(2024, 1, "700", plan=PLAN)
    first, second = open_one(quantity), submit(1, "41")
    assert fold("2024-q001", first, second).behind == list(range(5, 13))
    assert fold("2024-q001", first, second, submit(2, "120")).behind == []
    dropped = ProvinceIndicatorDropped(set_version=2, reason="빠짐")
    assert fold("2024-q001", first, second, dropped).behind == []


def test_a_change_of_the_target_scores_the_same_value_anew() -> None:
    """EVL-32, EVL-34: 45 of 90 is 350 of 700, of 100 it is 315."""
    quantity = make_quantity(2024, 1, "700")
    changed = ProvinceIndicatorChanged(indicator=define({**quantity, "target": "100"}), set_version=2, reason="상향")
    before = fold("2024-q001", open_one(quantity), submit(1, "45"))
    after = fold("2024-q001", open_one(quantity), submit(1, "45"), changed)
    assert (before.score, after.score) == (Decimal(350), Decimal(315))
    assert after.changes[0]["before"]["target"] == "90"


def test_the_rank_that_was_given_counts_before_the_expected_one() -> None:
    """EVL-35: whichever came last."""
    given = IndicatorRankRecorded.model_validate({"rank": 2, "announced_on": "2024-05-20"})
    row = fold("2024-s001", open_one(make_quality(2024, 1, "200")), given, submit(1, rank=5))
    assert row.score == Decimal(180)


def test_dots_stand_on_one_scale_with_the_average() -> None:
    """EVL-43: a tenth of the span is free at both ends; our own city is told apart."""
    places = [Place(city=city, name=city, points=points, rank=None, band=None) for city, points in POINTS]
    plot = draw_dots(places, "b", "850.000", "시부")
    assert [(dot.x, dot.is_own) for dot in plot.dots] == [("91.66%", False), ("50.00%", True), ("8.33%", False)]
    assert (plot.average, plot.height) == ("50.00%", 96)


POINTS = (("a", "900.000"), ("b", "850.000"), ("c", "800.000"))


def draft(*indicators: dict[str, Any]) -> IndicatorSetDrafted:
    told = {"year": 2024, "cycle": make_cycle(2024), "indicator_set": make_set(*indicators)}
    return IndicatorSetDrafted.model_validate(told)


def confirm(version: int, reason: str | None) -> IndicatorSetConfirmed:
    told = {"version": version, "reason": reason, "confirmed_on": "2024-03-01"}
    whole = draft(make_quantity(2024, 1, "1000"))
    return IndicatorSetConfirmed(**dict(whole) | {"type": IndicatorSetConfirmed.wire()} | told)


def fold_year(*events: EvaluationsEvent) -> province_cycle.Row:
    row: province_cycle.Row | None = None
    for event in record_all([("province_cycle-2024", each) for each in events]):
        assert province_cycle.keys(event) == (2024,)
        row = province_cycle.apply(row, event)
    assert row is not None
    return row


def test_a_set_is_written_anew_until_it_is_confirmed() -> None:
    """EVL-32: the last draft counts; confirmed there is none any more, and each version has its reason and event."""
    first, second = draft(make_quantity(2024, 1, "1000")), draft(make_quality(2024, 1, "1000"))
    written = fold_year(first, second)
    assert written.draft is not None
    assert (written.draft["quantitative"], written.state) == (0, "DRAFT")
    ruling = fold_year(first, second, confirm(1, None), confirm(2, "추가 선정"))
    assert (ruling.draft, ruling.state) == (None, "CONFIRMED")
    assert [(each["version"], each["reason"], each["source"]) for each in ruling.versions] == [
        (1, None, 3),
        (2, "추가 선정", 4),
    ]


def test_a_deadline_moves_for_its_kind_only() -> None:
    """EVL-38: the other one stays, and a further version of the set changes neither."""
    told = {"year": 2024, "kind": "QUANTITATIVE", "due_on": "2025-01-15", "reason": "도가 미룸"}
    row = fold_year(
        draft(make_quantity(2024, 1, "1000")), SubmissionDeadlineMoved.model_validate(told), confirm(1, None)
    )
    assert row.dues == {"QUALITATIVE": "2024-10-31", "QUANTITATIVE": "2025-01-15"}
