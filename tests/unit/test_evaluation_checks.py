"""The check of a quarter: what is there of a department's values, and what is missing (EVL-12)."""

from contracts.evaluations.scorecards import ActualReturned, ActualVerified
from gateway.answers.evaluated import OfYear
from gateway.routers.evaluation_checks import check_quarter
from gateway.views.scorecard import CARDS, Row
from tests.unit.services.evaluations.years import agree, fold, make_scheme, make_terms, record


def test_a_value_that_was_given_back_is_missing_and_not_recorded() -> None:
    """EVL-12: of four indicators one is verified, one waits, one was given back, one has none."""
    events = [event for key in "abcd" for event in agree(key, make_terms("indicators", "10"))]
    told = [record(key, "9", quarter=1) for key in "abc"]
    verified = ActualVerified(indicator="a", quarter=1)
    returned = ActualReturned(indicator="c", quarter=1, reason="증빙 없음")
    card = CARDS.dump_python(fold([*events, *told, verified, returned]), mode="json")
    row = Row("2024-roads", 2024, "roads", "headquarters", card, [], 1, 1)
    check = check_quarter(OfYear(2024, 1, 1, make_scheme("roads"), {"roads": row}, None), "roads", 1)
    assert (check.indicators, check.recorded, check.verified) == (4, 2, 1)
    assert check.missing == ["indicators", "indicators"]
