"""A year's plan as given / when / then: what a version of it may say (EVL-01, EVL-03, EVL-13)."""

from datetime import date

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


def test_the_plan_of_a_year_that_is_over_stays() -> None:
    """EVL-13."""
    over = plan.Facts(FACTS.today, FACTS.departments, is_final=True)
    (adopted,) = plan.decide(revise(SCHEME), ADOPTED, FACTS)
    assert isinstance(adopted, PlanAdopted)
    assert refused(lambda: plan.decide(revise(SCHEME), ADOPTED, over)).code == "EVALUATION_CLOSED"
