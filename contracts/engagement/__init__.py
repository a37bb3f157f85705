"""Contracts of the engagement: town halls with live votes, surveys, juries, reports, suggestions, and their answers."""

from typing import Annotated

from pydantic import Field

from contracts.engagement.auditors import AuditorCommand, AuditorEvent
from contracts.engagement.ballots import BallotCommand, BallotEvent
from contracts.engagement.briefings import BriefingCommand, BriefingEvent
from contracts.engagement.facts import FactKept, KeepFact
from contracts.engagement.feedback import FeedbackCommand, FeedbackEvent
from contracts.engagement.juries import JuryCommand, JuryEvent
from contracts.engagement.participants import ParticipantCommand, ParticipantEvent
from contracts.engagement.reports import DesignateIntegrityReaders, ReportCommand, ReportEvent
from contracts.engagement.responses import ResponseCommand, ResponseEvent
from contracts.engagement.rounds import RoundCommand, RoundEvent
from contracts.engagement.sealed import SealedReport, SealedReportCommand
from contracts.engagement.suggestions import SuggestionCommand, SuggestionEvent
from contracts.engagement.surveys import SurveyCommand, SurveyEvent
from contracts.engagement.town_halls import TownHallCommand, TownHallEvent

__all__ = ["EngagementCommand", "EngagementEvent", "SealedReport", "SealedReportCommand"]

EngagementCommand = Annotated[
    TownHallCommand
    | RoundCommand
    | BallotCommand
    | ParticipantCommand
    | JuryCommand
    | AuditorCommand
    | FeedbackCommand
    | SuggestionCommand
    | BriefingCommand
    | DesignateIntegrityReaders
    | ReportCommand
    | SealedReportCommand
    | SurveyCommand
    | ResponseCommand
    | KeepFact,
    Field(discriminator="type"),
]
EngagementEvent = Annotated[
    TownHallEvent
    | RoundEvent
    | BallotEvent
    | ParticipantEvent
    | JuryEvent
    | AuditorEvent
    | FeedbackEvent
    | SuggestionEvent
    | BriefingEvent
    | ReportEvent
    | SealedReport
    | SurveyEvent
    | ResponseEvent
    | FactKept,
    Field(discriminator="type"),
]
