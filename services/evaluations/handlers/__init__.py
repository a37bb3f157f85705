"""Commands of the evaluations: which streams each reads and writes."""

from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.facts import NoteRegistryFact
from contracts.evaluations.plans import AdoptPlan, DraftPlan, RevisePlan
from infra.deciding import Handlers
from services.evaluations.handlers import plans
from services.evaluations.handlers.streams import COPIES

HANDLERS: Final[Handlers[EvaluationsEvent]] = (
    Handlers[EvaluationsEvent]()
    .on(DraftPlan, plans.act_on_plan)
    .on(AdoptPlan, plans.act_on_plan)
    .on(RevisePlan, plans.act_on_plan)
    .on(NoteRegistryFact, COPIES.keep_fact)
)
MANUAL_CLOCK: Final = COPIES.manual_clock
