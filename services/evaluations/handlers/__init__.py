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
from contracts.evaluations.integrity import (
    AnnounceIntegrityGrade,
    GiveHandbook,
    HoldBroadcast,
    HoldBroadcasts,
    NoteNewOfficial,
    RecordEarlyWarning,
    RecordIntegrityComponent,
    SetIntegrityMethod,
)
from contracts.evaluations.juries import NoteJury
from contracts.evaluations.links import LinkIndicator, UnlinkIndicator
from contracts.evaluations.plans import AdoptPlan, DraftPlan, RevisePlan
from contracts.evaluations.pledge_changes import (
    ApprovePledgeChange,
    ConfirmPledgeChange,
    DecideChangeByJury,
    PublishPledgeChange,
    RefusePledgeChange,
    RequestPledgeChange,
)
from contracts.evaluations.pledge_grades import EstimatePledgeGrade, RecordPledgeGrade
from contracts.evaluations.pledge_results import PublishPledgeResults
from contracts.evaluations.pledges import (
    AdoptActionPlan,
    AssignPledgeLead,
    CheckPledge,
    ConfirmPledgeDone,
    ConfirmPledgeSet,
    ContinuePledge,
    OpenPledgeSet,
    RegisterPledges,
    ReviewFeasibility,
)
from contracts.evaluations.rankings import DecideObjection, FileObjection, FinaliseEvaluation, FixRanking, RecordAward
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
from contracts.evaluations.reviews import NoteReview
from contracts.evaluations.scorecards import (
    AssignEvaluator,
    ConfirmIndicator,
    GrantAdjustment,
    ProposeIndicator,
    RateArea,
    RecordActual,
    ReleaseEvaluator,
    ReturnActual,
    ReturnIndicator,
    ReviseIndicator,
    RevokeAdjustment,
    VerifyActual,
)
from contracts.evaluations.surveys import NoteSurveyScore
from contracts.evaluations.violations import ConfirmViolation, DismissViolation, OpenViolation
from infra.deciding import Handlers
from services.evaluations.handlers import integrity, plans, pledge_changes, pledges, province, scorecards
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
    .on(ProposeIndicator, scorecards.act_on_scorecard)
    .on(ReviseIndicator, scorecards.act_on_scorecard)
    .on(ReturnIndicator, scorecards.act_on_scorecard)
    .on(ConfirmIndicator, scorecards.act_on_scorecard)
    .on(LinkIndicator, scorecards.act_on_link)
    .on(UnlinkIndicator, scorecards.act_on_link)
    .on(RecordActual, scorecards.act_on_scorecard)
    .on(VerifyActual, scorecards.act_on_scorecard)
    .on(ReturnActual, scorecards.act_on_scorecard)
    .on(RateArea, scorecards.act_on_scorecard)
    .on(GrantAdjustment, scorecards.act_on_scorecard)
    .on(RevokeAdjustment, scorecards.act_on_scorecard)
    .on(AssignEvaluator, scorecards.act_on_scorecard)
    .on(ReleaseEvaluator, scorecards.act_on_scorecard)
    .on(FileObjection, scorecards.act_on_objection)
    .on(DecideObjection, scorecards.act_on_objection)
    .on(RecordAward, scorecards.act_on_objection)
    .on(FixRanking, scorecards.fix_ranking)
    .on(FinaliseEvaluation, scorecards.finalise)
    .on(NoteReview, scorecards.note_review)
    .on(NoteSurveyScore, scorecards.note_survey)
    .on(SetIntegrityMethod, integrity.act_on_integrity)
    .on(RecordIntegrityComponent, integrity.act_on_integrity)
    .on(AnnounceIntegrityGrade, integrity.act_on_integrity)
    .on(RecordEarlyWarning, integrity.act_on_integrity)
    .on(HoldBroadcast, integrity.act_on_integrity)
    .on(HoldBroadcasts, integrity.act_on_integrity)
    .on(NoteNewOfficial, integrity.act_on_integrity)
    .on(GiveHandbook, integrity.act_on_integrity)
    .on(OpenViolation, integrity.act_on_violation)
    .on(ConfirmViolation, integrity.act_on_violation)
    .on(DismissViolation, integrity.act_on_violation)
    .on(NoteRegistryFact, COPIES.keep_fact)
    .on(OpenPledgeSet, pledges.open_set)
    .on(RegisterPledges, pledges.register)
    .on(ConfirmPledgeSet, pledges.confirm_set)
    .on(AssignPledgeLead, pledges.act_on_pledge)
    .on(ReviewFeasibility, pledges.act_on_pledge)
    .on(AdoptActionPlan, pledges.act_on_pledge)
    .on(CheckPledge, pledges.act_on_pledge)
    .on(ConfirmPledgeDone, pledges.act_on_pledge)
    .on(ContinuePledge, pledges.act_on_pledge)
    .on(PublishPledgeResults, pledges.publish)
    .on(RecordPledgeGrade, pledges.act_on_grade)
    .on(EstimatePledgeGrade, pledges.act_on_grade)
    .on(NoteJury, pledges.note_jury)
    .on(RequestPledgeChange, pledge_changes.request)
    .on(DecideChangeByJury, pledge_changes.act_on_change)
    .on(ConfirmPledgeChange, pledge_changes.act_on_change)
    .on(ApprovePledgeChange, pledge_changes.act_on_change)
    .on(PublishPledgeChange, pledge_changes.act_on_change)
    .on(RefusePledgeChange, pledge_changes.act_on_change)
)
MANUAL_CLOCK: Final = COPIES.manual_clock
