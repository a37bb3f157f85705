"""Commands of the engagement: which streams each reads and writes."""

from typing import Final

from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import (
    AnswerAuditProposal,
    AppointAuditor,
    ConstituteAuditors,
    EndAuditor,
    EscalateAuditProposal,
    ProposeToAudit,
    ReportAuditorActivity,
)
from contracts.engagement.ballots import CastBallot, EnterChannelTally
from contracts.engagement.briefings import AddRelayEntry, HideRelayEntry, RecordBriefing, StartRelay
from contracts.engagement.facts import KeepFact
from contracts.engagement.feedback import (
    AdoptFeedback,
    DeclineFeedback,
    EscalateFeedback,
    ReferFeedback,
    ReplyToFeedback,
    RequestFeedback,
)
from contracts.engagement.juries import (
    AppointJurors,
    ConcludeJury,
    DrawJury,
    FreezeJuryFrame,
    HoldJurySession,
    ReplaceJuror,
    VoteJuryItem,
)
from contracts.engagement.participants import (
    CheckInParticipant,
    RegisterParticipant,
    ReissueTicket,
    ReleaseSeats,
    WithdrawParticipant,
)
from contracts.engagement.reports import (
    CloseReport,
    DecideReport,
    DesignateIntegrityReaders,
    EraseReportContent,
    ExtendReport,
    FlagRetaliation,
    MarkReportOverdue,
    NoteOnReport,
    ReceiveReport,
    TakeMeasure,
    TakeUpReport,
    WriteAsReporter,
    WriteToReporter,
)
from contracts.engagement.responses import (
    EnterDraw,
    InvitePetitioner,
    IssueInvitation,
    OptOut,
    RecordCompletion,
    ReissueInvitation,
    SubmitResponse,
    WithdrawResponse,
)
from contracts.engagement.rounds import (
    CloseRound,
    CloseRoundInTime,
    DeclareTallyRule,
    EndObjections,
    OpenRound,
    PauseRound,
    PlanRound,
    PublishResult,
    RerunRound,
    ResumeRound,
    VerifyBallotBox,
)
from contracts.engagement.suggestions import (
    AnswerSuggestion,
    ClassifySuggestion,
    EscalateSuggestion,
    ExtendSuggestion,
    ReceiveSuggestion,
    ReceiveSupplement,
    RequestSupplement,
    TransferSuggestion,
)
from contracts.engagement.surveys import (
    CloseSurvey,
    CloseSurveyInTime,
    DesignSurvey,
    DestroySurveyData,
    DrawPrizes,
    OpenSurvey,
    PublishSurvey,
    ReviseConsent,
    ReviseSurvey,
)
from contracts.engagement.town_halls import (
    AnnounceTownHall,
    CancelTownHall,
    CloseTownHall,
    OpenDoors,
    OpenRegistration,
    PlanTownHall,
    RecordSpending,
    SetAgenda,
)
from infra.business_clock import ManualClock
from infra.deciding import Handlers
from services.engagement.handlers import (
    auditors,
    briefings,
    feedback,
    juries,
    participants,
    reports,
    responses,
    rounds,
    suggestions,
    surveys,
    town_halls,
)
from services.engagement.handlers.streams import COPIES

HANDLERS: Final[Handlers[EngagementEvent]] = (
    Handlers[EngagementEvent]()
    .on(PlanTownHall, town_halls.act_on_town_hall)
    .on(AnnounceTownHall, town_halls.act_on_town_hall)
    .on(CancelTownHall, town_halls.act_on_town_hall)
    .on(OpenRegistration, town_halls.act_on_town_hall)
    .on(SetAgenda, town_halls.act_on_town_hall)
    .on(OpenDoors, town_halls.act_on_town_hall)
    .on(CloseTownHall, town_halls.act_on_town_hall)
    .on(RecordSpending, town_halls.act_on_town_hall)
    .on(RegisterParticipant, participants.register_participant)
    .on(WithdrawParticipant, participants.withdraw_participant)
    .on(CheckInParticipant, participants.check_in_participant)
    .on(ReissueTicket, participants.reissue_ticket)
    .on(ReleaseSeats, participants.release_seats)
    .on(FreezeJuryFrame, juries.act_on_jury)
    .on(DrawJury, juries.act_on_jury)
    .on(AppointJurors, juries.act_on_jury)
    .on(ReplaceJuror, juries.act_on_jury)
    .on(HoldJurySession, juries.act_on_jury)
    .on(VoteJuryItem, juries.act_on_jury)
    .on(ConcludeJury, juries.act_on_jury)
    .on(AnswerAuditProposal, auditors.act_on_proposal)
    .on(AppointAuditor, auditors.act_on_auditors)
    .on(ConstituteAuditors, auditors.act_on_auditors)
    .on(EndAuditor, auditors.act_on_auditors)
    .on(EscalateAuditProposal, auditors.act_on_proposal)
    .on(ProposeToAudit, auditors.act_on_proposal)
    .on(ReportAuditorActivity, auditors.act_on_auditors)
    .on(RequestFeedback, feedback.act_on_feedback)
    .on(ReplyToFeedback, feedback.act_on_feedback)
    .on(AdoptFeedback, feedback.act_on_feedback)
    .on(DeclineFeedback, feedback.act_on_feedback)
    .on(ReferFeedback, feedback.act_on_feedback)
    .on(EscalateFeedback, feedback.act_on_feedback)
    .on(DesignateIntegrityReaders, reports.designate_readers)
    .on(ReceiveReport, reports.act_on_report)
    .on(WriteAsReporter, reports.act_on_report)
    .on(WriteToReporter, reports.act_on_report)
    .on(NoteOnReport, reports.act_on_report)
    .on(TakeUpReport, reports.act_on_report)
    .on(ExtendReport, reports.act_on_report)
    .on(DecideReport, reports.act_on_report)
    .on(TakeMeasure, reports.act_on_report)
    .on(FlagRetaliation, reports.act_on_report)
    .on(CloseReport, reports.act_on_report)
    .on(EraseReportContent, reports.act_on_report)
    .on(MarkReportOverdue, reports.act_on_report)
    .on(AnswerSuggestion, suggestions.act_on_suggestion)
    .on(ClassifySuggestion, suggestions.act_on_suggestion)
    .on(EscalateSuggestion, suggestions.act_on_suggestion)
    .on(ExtendSuggestion, suggestions.act_on_suggestion)
    .on(ReceiveSuggestion, suggestions.act_on_suggestion)
    .on(ReceiveSupplement, suggestions.act_on_suggestion)
    .on(RequestSupplement, suggestions.act_on_suggestion)
    .on(TransferSuggestion, suggestions.act_on_suggestion)
    .on(PlanRound, rounds.act_on_round)
    .on(DeclareTallyRule, rounds.act_on_round)
    .on(OpenRound, rounds.act_on_round)
    .on(PauseRound, rounds.act_on_round)
    .on(ResumeRound, rounds.act_on_round)
    .on(CloseRound, rounds.act_on_round)
    .on(PublishResult, rounds.act_on_round)
    .on(VerifyBallotBox, rounds.act_on_round)
    .on(RerunRound, rounds.rerun_round)
    .on(CloseRoundInTime, rounds.run_timer)
    .on(EndObjections, rounds.run_timer)
    .on(CastBallot, rounds.cast_ballot)
    .on(EnterChannelTally, rounds.enter_channel_tally)
    .on(RecordBriefing, briefings.record_briefing)
    .on(StartRelay, briefings.act_on_relay)
    .on(AddRelayEntry, briefings.act_on_relay)
    .on(HideRelayEntry, briefings.act_on_relay)
    .on(DesignSurvey, surveys.act_on_survey)
    .on(ReviseSurvey, surveys.act_on_survey)
    .on(OpenSurvey, surveys.act_on_survey)
    .on(ReviseConsent, surveys.act_on_survey)
    .on(CloseSurvey, surveys.act_on_survey)
    .on(CloseSurveyInTime, surveys.act_on_survey)
    .on(DestroySurveyData, surveys.act_on_survey)
    .on(PublishSurvey, surveys.publish_survey)
    .on(DrawPrizes, surveys.draw_prizes)
    .on(RecordCompletion, surveys.record_completion)
    .on(IssueInvitation, surveys.issue_invitation)
    .on(InvitePetitioner, surveys.invite_petitioner)
    .on(ReissueInvitation, surveys.reissue_invitation)
    .on(OptOut, surveys.opt_out)
    .on(SubmitResponse, responses.submit_response)
    .on(WithdrawResponse, responses.withdraw_response)
    .on(EnterDraw, responses.enter_draw)
    .on(KeepFact, COPIES.keep_fact)
)
MANUAL_CLOCK: Final[ManualClock[EngagementEvent]] = COPIES.manual_clock
