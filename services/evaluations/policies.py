"""What the evaluations do about others' events: copy facts, link directives, take scores over, enter penalties."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from contracts.calendar.hours import find_seoul_day
from contracts.directives import DirectiveIssued, DirectivesEvent, OriginKind, PriorityReportSubmitted
from contracts.engagement import EngagementEvent
from contracts.engagement.juries import JuryConcluded, JuryDrawn, JuryFrameFrozen, JuryItemVoted, JuryMet
from contracts.engagement.surveys import SurveyPublished
from contracts.evaluations.cycles import IndicatorKey
from contracts.evaluations.facts import NoteRegistryFact
from contracts.evaluations.juries import (
    JuryEndKnown,
    JuryFrameKnown,
    JuryKnown,
    JuryLotKnown,
    JurySittingKnown,
    JuryVoteKnown,
    NoteJury,
)
from contracts.evaluations.results import LinkDirective
from contracts.evaluations.reviews import NoteReview
from contracts.evaluations.scorecards import EventRef, GrantAdjustment, name_scorecard
from contracts.evaluations.surveys import NoteSurveyScore
from contracts.messages import Command, Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.reviews import NEEDS_REMEDY, ReviewClosed, ReviewCorrected
from infra.policies import Policy
from infra.registry_copies import make_policy

LATE_REPORT: Final = "late-report"
"""The rule of a plan by which late priority reports are penalised; a plan without it has no such penalty."""
FACTS: Final = make_policy("evaluations", NoteRegistryFact)


def copy_jury(event: Recorded[EngagementEvent]) -> tuple[Command, ...]:
    """Return what the evaluations keep of a jury's event: counts and hashes, never who is drawn (EVL-63)."""
    known = _tell_jury(event.data)
    return (NoteJury(jury=UUID(event.subject.removeprefix("jury-")), known=known),) if known else ()


def _tell_jury(event: EngagementEvent) -> JuryKnown | None:
    match event:
        case JuryFrameFrozen():
            told = event.model_dump(include={"name", "topic", "seats", "frame_sha256"})
            return JuryFrameKnown(**told, people=len(event.frame))
        case JuryDrawn():
            return JuryLotKnown(seed=event.seed, drawn=len(event.drawn))
        case JuryMet():
            told = event.model_dump(include={"number", "held_on", "appointed"})
            return JurySittingKnown(**told, present=len(event.attended))
        case JuryItemVoted():
            return JuryVoteKnown(**event.model_dump(exclude={"type", "entry"}))
        case JuryConcluded():
            return JuryEndKnown(recommendation=event.recommendation)
        case _:
            return None


DIRECTIVE: Final = "directive-"
_KEY: Final = TypeAdapter[str](IndicatorKey)


def link_directive(event: Recorded[DirectivesEvent]) -> tuple[Command, ...]:
    """Return the link of a directive that names an indicator of the province's evaluation as its origin (XS-07)."""
    issued = event.data
    if (
        not isinstance(issued, DirectiveIssued)
        or issued.origin is None
        or issued.origin.kind is not OriginKind.INDICATOR
    ):
        return ()
    try:
        code = _KEY.validate_python(issued.origin.id)
    except ValidationError:
        return ()  # an indicator of a department's own
    return (LinkDirective(code=code, directive=UUID(event.subject.removeprefix(DIRECTIVE))),)


def note_survey(event: Recorded[EngagementEvent]) -> tuple[Command, ...]:
    """Return what the evaluations note of a published survey: its score, where it has one (EVL-10, XS-06)."""
    published = event.data
    if not isinstance(published, SurveyPublished) or published.result.score is None:
        return ()
    note = NoteSurveyScore(
        survey=UUID(event.subject.removeprefix("survey-")),
        number=published.number,
        score=Decimal(published.result.score),
        published_on=find_seoul_day(event.effectiveat),
        evidence=EventRef(context="engagement", position=event.position),
    )
    return (note,)


def punish_late_report(event: Recorded[DirectivesEvent]) -> tuple[Command, ...]:
    """Return the penalty of a late priority report; a late share, which is the office's, has none (XS-05)."""
    report = event.data
    if not isinstance(report, PriorityReportSubmitted) or not report.report_late_days or not event.actordepartment:
        return ()
    grant = GrantAdjustment(
        scorecard=name_scorecard(report.reported_on.year, event.actordepartment),
        rule=LATE_REPORT,
        evidence=(EventRef(context="directives", position=event.position),),
    )
    return (grant,)


def note_review(event: Recorded[ProjectsEvent]) -> tuple[Command, ...]:
    """Return what the evaluations note of a quarter's review that has ended, or was put right (XS-04)."""
    ended = event.data
    if not isinstance(ended, ReviewClosed | ReviewCorrected) or ended.quarter is None or ended.lead is None:
        return ()
    note = NoteReview(
        project=ended.project,
        quarter=ended.quarter,
        lead=ended.lead,
        is_lagging=ended.rating in NEEDS_REMEDY,
        evidence=EventRef(context="projects", position=event.position),
    )
    return (note,)


def hear_directives(event: Recorded[DirectivesEvent]) -> tuple[Command, ...]:
    """Return all that an event of the directives leads to here: each is read, and its place kept, once."""
    return (*link_directive(event), *punish_late_report(event))


def hear_engagement(event: Recorded[EngagementEvent]) -> tuple[Command, ...]:
    """Return all that an event of the engagement leads to here."""
    return (*copy_jury(event), *note_survey(event))


DIRECTIVES: Final[Policy[DirectivesEvent]] = Policy("evaluations-directives", "directives", hear_directives)
ENGAGEMENT: Final[Policy[EngagementEvent]] = Policy("evaluations-engagement", "engagement", hear_engagement)
PROJECTS: Final[Policy[ProjectsEvent]] = Policy("evaluations-projects", "projects", note_review)
