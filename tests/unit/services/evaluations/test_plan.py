"""A year's plan as given / when / then: what a version of it may say (EVL-01, EVL-03, EVL-13)."""

from datetime import date
from decimal import Decimal

from contracts.evaluations.plans import PlanAdopted, RevisePlan, Scheme
from contracts.registry.known import Department
from services.evaluations import plan
from tests.unit.services.evaluations.years import DAY, make_scheme
from tests.unit.services.projects.acting import refused

SCHEME = make_scheme("roads")
FACTS = plan.Facts(DAY, {"roads": Department(date(2020, 1, 1))}, is_final=False)
ADOPTED = plan.Plan(versions=(SCHEME,))


def revise(scheme: Scheme) -> RevisePlan:
    return RevisePlan(year=2024, scheme=scheme, reason="새 기준")


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
