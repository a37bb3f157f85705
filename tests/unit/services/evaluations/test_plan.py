"""A year's plan as given / when / then: what a version of it may say (EVL-01, EVL-03, EVL-13)."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.plans import CommonIndicator, EvaluationGroup, PlanAdopted, Polarity, RevisePlan, Scheme
from contracts.evaluations.scorecards import ActualReopened, ActualVerified, IndicatorTerms, ProposeIndicator
from contracts.registry.known import Department
from services.evaluations import plan, scorecard
from tests.unit.services.evaluations.years import DAY, fold, make_scheme, make_terms, record
from tests.unit.services.projects.acting import OFFICE, refused

SCHEME = make_scheme("roads")
FACTS = plan.Facts(DAY, {"roads": Department(date(2020, 1, 1))}, is_final=False)
TERMS = make_terms("tasks", "5")
ADOPTED = plan.Plan(versions=(SCHEME,))


def revise(scheme: Scheme) -> RevisePlan:
    return RevisePlan(year=2024, scheme=scheme, reason="새 기준")


def make_common(terms: IndicatorTerms) -> EvaluationGroup:
    """Return the group with a common indicator."""
    common = {"code": "c", **terms.model_dump(exclude={"definition"})}
    return SCHEME.groups[0].model_copy(update={"common": (CommonIndicator.model_validate(common),)})


@pytest.mark.parametrize(
    ("area", "polarity", "target", "code"),
    [
        ("perception", "HIGHER", "80", "TARGET_INVALID"),
        ("perception", "LOWER", "100", "TARGET_INVALID"),
        ("nature", "HIGHER", "100", "UNKNOWN_AREA"),
        ("perception", "HIGHER", "100", None),
    ],
)
def test_an_indicator_fits_the_kind_of_its_area(area: str, polarity: str, target: str, code: str | None) -> None:
    """EVL-10: weight x survey / 100 in an area of perception, none where raters score: common or a department's own."""
    terms = make_terms(area, "5", target, Polarity(polarity))
    groups = (make_common(terms),)
    proposed = ProposeIndicator(scorecard="2024-roads", terms=terms)
    facts = scorecard.Facts(OFFICE, DAY, "roads", SCHEME, is_final=False, new_id="made")
    for act in (
        partial(plan.decide, revise(SCHEME.model_copy(update={"groups": groups})), ADOPTED, FACTS),
        partial(scorecard.decide, proposed, fold([]), facts),
    ):
        assert refused(act).code == code if code else act()


def test_a_common_indicator_of_other_terms_has_its_values_verified_again() -> None:
    """EVL-12: another target, or none of that code any more; another weight is none of the value's matter."""
    before = make_common(TERMS)
    assert plan.list_changed(before, before) == []
    assert plan.list_changed(before, make_common(TERMS.model_copy(update={"target": Decimal(90)}))) == ["c"]
    assert plan.list_changed(before, SCHEME.groups[0]) == ["c"]
    told: list[EvaluationsEvent] = [
        record("c", "30"),
        ActualVerified(indicator="c", quarter=4),
        record("c", "20", quarter=3),
    ]
    assert scorecard.reopen("c", fold(told)) == (ActualReopened(indicator="c", quarter=4),)


def test_another_version_keeps_every_adjustment() -> None:
    """EVL-11: what was granted by a code that is gone would no longer count; what its rule says may change."""
    fewer = SCHEME.model_copy(update={"adjustments": SCHEME.adjustments[:-1]})
    no = refused(lambda: plan.decide(revise(fewer), ADOPTED, FACTS))
    assert (no.code, no.details) == ("RULE_DROPPED", {"rules": "severe"})
    dearer = SCHEME.adjustments[-1].model_copy(update={"points": Decimal(3)})
    changed = SCHEME.model_copy(update={"adjustments": (*SCHEME.adjustments[:-1], dearer)})
    assert plan.decide(revise(changed), ADOPTED, FACTS)


def test_the_plan_of_a_year_that_is_over_stays() -> None:
    """EVL-13."""
    over = plan.Facts(FACTS.today, FACTS.departments, is_final=True)
    (adopted,) = plan.decide(revise(SCHEME), ADOPTED, FACTS)
    assert isinstance(adopted, PlanAdopted)
    assert refused(lambda: plan.decide(revise(SCHEME), ADOPTED, over)).code == "EVALUATION_CLOSED"
