"""The streams of the evaluations' log: what each kind is called, how it is folded, what its states are called."""

from typing import Final
from uuid import UUID

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.facts import RegistryFactNoted
from contracts.evaluations.surveys import SurveyScoreNoted
from infra.kinds import Kind
from infra.loading import Fold
from infra.registry_copies import RegistryCopies
from services.evaluations import (
    integrity,
    jury,
    lagging,
    plan,
    pledge,
    pledge_change,
    pledge_grade,
    pledge_quarter,
    pledge_set,
    province_cycle,
    province_indicator,
    ranking,
    scorecard,
    survey,
    violation,
)

COPIES: Final = RegistryCopies[EvaluationsEvent](RegistryFactNoted)
DEPARTMENTS: Final = COPIES.departments
HOLIDAYS: Final = COPIES.holidays
PLAN: Final[Kind[plan.Plan, EvaluationsEvent]] = Kind("plan", Fold(plan.Plan(), plan.evolve), plan.name_state)
"""By year."""
SCORECARD: Final[Kind[Card, EvaluationsEvent]] = Kind("scorecard", Fold(Card(), scorecard.evolve), scorecard.name_state)
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
PLEDGE_SET: Final[Kind[pledge_set.PledgeSet, EvaluationsEvent]] = Kind(
    "pledge_set", Fold(pledge_set.PledgeSet(), pledge_set.evolve), pledge_set.name_state
)
"""By term."""
PLEDGE: Final[Kind[pledge.State, EvaluationsEvent]] = Kind(
    "pledge", Fold(pledge.NotRegistered(), pledge.evolve), pledge.name_state
)
PLEDGE_QUARTER: Final[Kind[pledge_quarter.Quarter, EvaluationsEvent]] = Kind(
    "pledge_quarter", Fold(pledge_quarter.Quarter(), pledge_quarter.evolve), pledge_quarter.name_state
)
"""By term and quarter: `7-2018q3`."""
PLEDGE_CHANGE: Final[Kind[pledge_change.State, EvaluationsEvent]] = Kind(
    "pledge_change", Fold(pledge_change.NotRequested(), pledge_change.evolve), pledge_change.name_state
)
UNDER_WAY: Final[Kind[UUID | None, EvaluationsEvent]] = Kind("pledge_under_way", Fold(None, pledge_change.follow))
"""The change that a pledge has, by the pledge; that of one that is to be added, too."""
PLEDGE_GRADE: Final[Kind[pledge_grade.PledgeGrade, EvaluationsEvent]] = Kind(
    "pledge_grade", Fold(pledge_grade.PledgeGrade(), pledge_grade.evolve), pledge_grade.name_state
)
"""By year."""
JURY: Final[Kind[jury.Jury, EvaluationsEvent]] = Kind("jury", Fold(jury.Jury(), jury.evolve, is_dated=False))
"""The copy of a jury, by its id; what is copied late is followed too."""
SURVEY: Final[Kind[SurveyScoreNoted | None, EvaluationsEvent]] = Kind("survey", Fold(None, survey.evolve))
"""By survey."""
REVIEWED: Final[Kind[lagging.Reviewed, EvaluationsEvent]] = Kind("reviewed", Fold(lagging.Reviewed(), lagging.evolve))
"""By project; what is told late is followed too."""
INTEGRITY: Final[Kind[integrity.IntegrityYear, EvaluationsEvent]] = Kind(
    "integrity", Fold(integrity.IntegrityYear(), integrity.evolve), integrity.name_state
)
"""By year."""
VIOLATION: Final[Kind[violation.Violation, EvaluationsEvent]] = Kind(
    "violation", Fold(violation.Violation(), violation.evolve), violation.name_state
)
RANKING: Final[Kind[ranking.Ranking, EvaluationsEvent]] = Kind(
    "ranking", Fold(ranking.Ranking(), ranking.evolve), ranking.name_state
)
"""By year."""
