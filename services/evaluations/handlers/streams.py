"""The streams of the evaluations' log: what each kind is called, how it is folded, what its states are called."""

from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.facts import RegistryFactNoted
from infra.kinds import Kind
from infra.loading import Fold
from infra.registry_copies import RegistryCopies
from services.evaluations import plan, scorecard

COPIES: Final = RegistryCopies[EvaluationsEvent](RegistryFactNoted)
DEPARTMENTS: Final = COPIES.departments
HOLIDAYS: Final = COPIES.holidays
PLAN: Final[Kind[plan.Plan, EvaluationsEvent]] = Kind("plan", Fold(plan.Plan(), plan.evolve), plan.name_state)
"""By year."""
SCORECARD: Final[Kind[scorecard.Scorecard, EvaluationsEvent]] = Kind(
    "scorecard", Fold(scorecard.Scorecard(), scorecard.evolve), scorecard.name_state
)
"""By year and department."""
