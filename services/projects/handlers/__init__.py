"""Commands of the projects: which streams each reads and writes."""

from typing import Final

from contracts.projects import ProjectsEvent
from contracts.projects.approvals import (
    AttachEvidence,
    ForecastStep,
    OpenApproval,
    PassStep,
    RecordPolicyGrade,
    RejectStep,
    ReopenApproval,
    RequireEvidence,
    SetEventFacts,
    SetEventPeriod,
    SubmitStep,
)
from contracts.projects.attraction import AddTarget, ConfirmTargetKind, NoteTrend, SetTargetCount, SetTargetStatus
from contracts.projects.bids import AddBidSupport, AnnounceCall, FindBid, RejectBid, SelectBid, SubmitBid
from contracts.projects.budget import CarryOver, ExecuteBudget, FixBudgetRound, SecureBudget, TransferBudget
from contracts.projects.campaigns import PlanCampaign, ReachPhase
from contracts.projects.claims import DecideDiscrepancy, RecordDiscrepancy
from contracts.projects.cooperation import FixBoomUpDay, PlanBoomUp, RecordActual, RecordBoomUp, SetTarget, SetTrack
from contracts.projects.corrections import CorrectEntry
from contracts.projects.exchanges import EndPosting, RecordExchange, ReportPosting, StartPosting
from contracts.projects.facts import (
    ForgetHoliday,
    KeepClock,
    KeepDepartment,
    KeepHoliday,
    KeepPartner,
    KeepTeam,
)
from contracts.projects.flagships import ApproveFlagships, ListFlagships
from contracts.projects.funding import AdjustParts, AssignProgramme, DefineProgramme, DivideProject, SetFundingPlan
from contracts.projects.groups import FormGroup, JoinGroup, LeaveGroup
from contracts.projects.matters import (
    ApplyForProperty,
    ApproveReplacement,
    DistributeToDepartments,
    LinkContribution,
    ListFacilities,
    NoteEvent,
    RegisterProperty,
    RequestReplacement,
    SetFacilityStatus,
)
from contracts.projects.milestones import (
    DropMilestone,
    ForecastMilestone,
    PlanMilestone,
    ReachMilestone,
    ReplanMilestone,
)
from contracts.projects.parcels import AcquireParcels, RegisterParcels
from contracts.projects.plans import AdoptWorkPlan, CorrectTask, PublishWorkPlan, SetBudgetSheet
from contracts.projects.procedures import FailProcedure, PassProcedure, RequireProcedure
from contracts.projects.projects import CancelProject, CompleteProject, CorrectProject, RegisterProject, StartProject
from contracts.projects.real_names import (
    AddRealNamePerson,
    CloseRealNamePerson,
    DecideDisclosure,
    DesignateRealName,
    NoteRealNameStatus,
    PublishDecision,
    PublishRealName,
    RequestDisclosure,
)
from contracts.projects.reviews import AgreeRemedy, CloseReview, CorrectReview, OpenReview, RecordReview
from contracts.projects.service_contracts import AcceptContract, AmendContract, HoldBriefing, SignContract
from contracts.projects.slips import CheckSlip
from infra.business_clock import ManualClock
from infra.deciding import Handlers
from services.projects import facts
from services.projects.handlers import cooperation, performance, projects, records
from services.projects.handlers.copies import copy
from services.projects.handlers.streams import CALENDAR, CLOCK, OFFICES, PARTNERS, TEAMS

HANDLERS: Final[Handlers[ProjectsEvent]] = (
    Handlers[ProjectsEvent]()
    .on(RegisterProject, projects.act)
    .on(CorrectProject, projects.act)
    .on(StartProject, projects.act)
    .on(CompleteProject, projects.act)
    .on(CancelProject, projects.act)
    .on(SetFundingPlan, projects.act)
    .on(AssignProgramme, projects.act)
    .on(SecureBudget, projects.act)
    .on(ExecuteBudget, projects.act)
    .on(TransferBudget, projects.act)
    .on(CarryOver, projects.act)
    .on(PlanMilestone, projects.act)
    .on(ReplanMilestone, projects.act)
    .on(ForecastMilestone, projects.act)
    .on(ReachMilestone, projects.act)
    .on(DropMilestone, projects.act)
    .on(RequireProcedure, projects.act)
    .on(PassProcedure, projects.act)
    .on(FailProcedure, projects.act)
    .on(RegisterParcels, projects.act)
    .on(AcquireParcels, projects.act)
    .on(ListFacilities, projects.act)
    .on(SetFacilityStatus, projects.act)
    .on(ApplyForProperty, projects.act)
    .on(RegisterProperty, projects.act)
    .on(DistributeToDepartments, projects.act)
    .on(RequestReplacement, projects.act)
    .on(ApproveReplacement, projects.act)
    .on(LinkContribution, projects.act)
    .on(NoteEvent, projects.act)
    .on(CheckSlip, projects.check_slip)
    .on(DivideProject, projects.divide)
    .on(AdjustParts, projects.adjust)
    .on(DefineProgramme, projects.define_programme)
    .on(FixBudgetRound, projects.fix_round)
    .on(RecordDiscrepancy, projects.record_discrepancy)
    .on(DecideDiscrepancy, projects.decide_discrepancy)
    .on(SignContract, performance.act_on_contract)
    .on(AmendContract, performance.act_on_contract)
    .on(HoldBriefing, performance.act_on_contract)
    .on(AcceptContract, performance.act_on_contract)
    .on(ListFlagships, performance.act_on_flagships)
    .on(ApproveFlagships, performance.act_on_flagships)
    .on(OpenReview, performance.act_on_review)
    .on(RecordReview, performance.act_on_review)
    .on(AgreeRemedy, performance.act_on_review)
    .on(CloseReview, performance.act_on_review)
    .on(CorrectReview, performance.act_on_review)
    .on(AdoptWorkPlan, records.act_on_plan)
    .on(CorrectTask, records.act_on_plan)
    .on(PublishWorkPlan, records.act_on_plan)
    .on(SetBudgetSheet, records.act_on_plan)
    .on(DesignateRealName, records.act_on_real_name)
    .on(AddRealNamePerson, records.act_on_real_name)
    .on(CloseRealNamePerson, records.act_on_real_name)
    .on(PublishRealName, records.act_on_real_name)
    .on(NoteRealNameStatus, records.act_on_real_name)
    .on(RequestDisclosure, records.act_on_disclosure)
    .on(DecideDisclosure, records.act_on_disclosure)
    .on(PublishDecision, records.act_on_disclosure)
    .on(AnnounceCall, cooperation.announce_call)
    .on(FindBid, cooperation.act_on_bid)
    .on(SubmitBid, cooperation.act_on_bid)
    .on(SelectBid, cooperation.act_on_bid)
    .on(RejectBid, cooperation.act_on_bid)
    .on(AddBidSupport, cooperation.act_on_bid)
    .on(FormGroup, cooperation.act_on_group)
    .on(JoinGroup, cooperation.act_on_group)
    .on(LeaveGroup, cooperation.act_on_group)
    .on(RecordExchange, cooperation.record_exchange)
    .on(StartPosting, cooperation.act_on_posting)
    .on(EndPosting, cooperation.act_on_posting)
    .on(ReportPosting, cooperation.act_on_posting)
    .on(OpenApproval, cooperation.act_on_approval)
    .on(SetEventFacts, cooperation.act_on_approval)
    .on(SetEventPeriod, cooperation.act_on_approval)
    .on(RequireEvidence, cooperation.act_on_approval)
    .on(AttachEvidence, cooperation.act_on_approval)
    .on(RecordPolicyGrade, cooperation.act_on_approval)
    .on(ReopenApproval, cooperation.act_on_approval)
    .on(SubmitStep, cooperation.act_on_approval)
    .on(PassStep, cooperation.act_on_approval)
    .on(RejectStep, cooperation.act_on_approval)
    .on(ForecastStep, cooperation.act_on_approval)
    .on(SetTrack, cooperation.act_on_approval)
    .on(SetTarget, cooperation.act_on_approval)
    .on(RecordActual, cooperation.act_on_approval)
    .on(PlanBoomUp, cooperation.act_on_approval)
    .on(FixBoomUpDay, cooperation.act_on_approval)
    .on(RecordBoomUp, cooperation.act_on_approval)
    .on(AddTarget, cooperation.act_on_target)
    .on(SetTargetStatus, cooperation.act_on_target)
    .on(ConfirmTargetKind, cooperation.act_on_target)
    .on(SetTargetCount, cooperation.act_on_count)
    .on(NoteTrend, cooperation.act_on_count)
    .on(PlanCampaign, cooperation.act_on_campaign)
    .on(ReachPhase, cooperation.act_on_campaign)
    .on(CorrectEntry, cooperation.correct_entry)
    .on(KeepDepartment, copy(OFFICES, facts.decide_department))
    .on(KeepTeam, copy(TEAMS, facts.decide_team))
    .on(KeepPartner, copy(PARTNERS, facts.decide_partner))
    .on(KeepHoliday, copy(CALENDAR, facts.decide_holiday))
    .on(ForgetHoliday, copy(CALENDAR, facts.decide_holiday))
    .on(KeepClock, copy(CLOCK, facts.decide_clock))
)
MANUAL_CLOCK: Final[ManualClock[ProjectsEvent]] = ManualClock(CLOCK.fold, lambda now: now)
