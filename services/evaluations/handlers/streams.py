"""The streams of the evaluations' log: what each kind is called, how it is folded, what its states are called."""

from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.facts import RegistryFactNoted
from infra.kinds import Kind
from infra.loading import Fold
from infra.registry_copies import RegistryCopies
from services.evaluations import plan, province_cycle, province_indicator, scorecard

COPIES: Final = RegistryCopies[EvaluationsEvent](RegistryFactNoted)
DEPARTMENTS: Final = COPIES.departments
HOLIDAYS: Final = COPIES.holidays
PLAN: Final[Kind[plan.Plan, EvaluationsEvent]] = Kind("plan", Fold(plan.Plan(), plan.evolve), plan.name_state)
"""By year."""
SCORECARD: Final[Kind[scorecard.Scorecard, EvaluationsEvent]] = Kind(
    "scorecard", Fold(scorecard.Scorecard(), scorecard.evolve), scorecard.name_state
)
"""By year and department."""
PROVINCE_CYCLE: Final[Kind[province_cycle.Year, EvaluationsEvent]] = Kind(
    "province_cycle", Fold(province_cycle.Year(), province_cycle.evolve), province_cycle.name_state
)
"""By year."""
PROVINCE_INDICATOR: Final[Kind[province_indicator.Indicator, EvaluationsEvent]] = Kind(
    "province_indicator",
    Fold(province_indicator.Indicator(), province_indicator.evolve),
    province_indicator.name_state,
)
"""By year and code of the year."""
