"""Commands of the evaluations: which streams each reads and writes."""

from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import (
    ConfirmIndicatorSet,
    DraftIndicatorSet,
    HoldLaggingBriefing,
    MoveSubmissionDeadline,
    ReceiveExternalResult,
    ReviseIndicatorSet,
)
from contracts.evaluations.facts import NoteRegistryFact
from contracts.evaluations.plans import AdoptPlan, DraftPlan, RevisePlan
from contracts.evaluations.results import (
    AnswerPanel,
    LinkDirective,
    NominateBestPractice,
    NoteConsulting,
    ReceivePanelFeedback,
    RecordIndicatorRank,
    RecordSelection,
    SubmitResult,
)
from infra.deciding import Handlers
from services.evaluations.handlers import plans, province
from services.evaluations.handlers.streams import COPIES

HANDLERS: Final[Handlers[EvaluationsEvent]] = (
    Handlers[EvaluationsEvent]()
    .on(DraftPlan, plans.act_on_plan)
    .on(AdoptPlan, plans.act_on_plan)
    .on(RevisePlan, plans.act_on_plan)
    .on(DraftIndicatorSet, province.act_on_cycle)
    .on(ConfirmIndicatorSet, province.act_on_cycle)
    .on(ReviseIndicatorSet, province.act_on_cycle)
    .on(MoveSubmissionDeadline, province.act_on_cycle)
    .on(HoldLaggingBriefing, province.act_on_cycle)
    .on(ReceiveExternalResult, province.act_on_cycle)
    .on(SubmitResult, province.act_on_indicator)
    .on(RecordIndicatorRank, province.act_on_indicator)
    .on(NominateBestPractice, province.act_on_indicator)
    .on(RecordSelection, province.act_on_indicator)
    .on(NoteConsulting, province.act_on_indicator)
    .on(ReceivePanelFeedback, province.act_on_indicator)
    .on(AnswerPanel, province.act_on_indicator)
    .on(LinkDirective, province.act_on_indicator)
    .on(NoteRegistryFact, COPIES.keep_fact)
)
MANUAL_CLOCK: Final = COPIES.manual_clock
