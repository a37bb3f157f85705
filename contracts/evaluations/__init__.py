"""Contracts of the evaluations: scorecards of departments, the province's evaluation, pledges, integrity."""

from typing import Annotated

from pydantic import Field

from contracts.evaluations.cycles import CycleCommand, CycleEvent
from contracts.evaluations.deferrals import DeferralEvent
from contracts.evaluations.facts import NoteRegistryFact, RegistryFactNoted
from contracts.evaluations.integrity import IntegrityCommand, IntegrityEvent
from contracts.evaluations.juries import JuryNoteCommand, JuryNoteEvent
from contracts.evaluations.links import LinkCommand, LinkEvent
from contracts.evaluations.plans import PlanCommand, PlanEvent
from contracts.evaluations.pledge_changes import PledgeChangeCommand, PledgeChangeEvent
from contracts.evaluations.pledge_grades import PledgeGradeCommand, PledgeGradeEvent
from contracts.evaluations.pledge_results import PledgeResultsPublished, PublishPledgeResults
from contracts.evaluations.pledges import PledgeCommand, PledgeEvent, PledgeSetCommand
from contracts.evaluations.rankings import RankingCommand, RankingEvent
from contracts.evaluations.results import ResultCommand, ResultEvent
from contracts.evaluations.reviews import NoteReview, ReviewNoted
from contracts.evaluations.scorecards import CardCommand, CardEvent
from contracts.evaluations.surveys import NoteSurveyScore, SurveyScoreNoted
from contracts.evaluations.violations import ViolationCommand, ViolationEvent

__all__ = ["EvaluationsCommand", "EvaluationsEvent"]

EvaluationsCommand = Annotated[
    PlanCommand
    | CardCommand
    | LinkCommand
    | RankingCommand
    | NoteSurveyScore
    | NoteReview
    | IntegrityCommand
    | ViolationCommand
    | CycleCommand
    | ResultCommand
    | PledgeSetCommand
    | PledgeCommand
    | PublishPledgeResults
    | PledgeChangeCommand
    | PledgeGradeCommand
    | JuryNoteCommand
    | NoteRegistryFact,
    Field(discriminator="type"),
]
EvaluationsEvent = Annotated[
    PlanEvent
    | CardEvent
    | LinkEvent
    | DeferralEvent
    | RankingEvent
    | SurveyScoreNoted
    | ReviewNoted
    | IntegrityEvent
    | ViolationEvent
    | CycleEvent
    | ResultEvent
    | PledgeEvent
    | PledgeResultsPublished
    | PledgeChangeEvent
    | PledgeGradeEvent
    | JuryNoteEvent
    | RegistryFactNoted,
    Field(discriminator="type"),
]
