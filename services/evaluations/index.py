"""The evaluations' own lookups: which indicators follow which survey, and what a published one makes of them."""

from collections.abc import Sequence
from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.links import IndicatorLinked, IndicatorUnlinked, LinkKind
from contracts.evaluations.scorecards import (
    EventRef,
    GrantAdjustment,
    name_scorecard,
)
from contracts.evaluations.surveys import SurveyScoreNoted
from contracts.evaluations.violations import ViolationConfirmed, ViolationOpened
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put, Sweep
from services.evaluations import survey

FOLLOWING: Final = "following"
"""Lookup of indicators by the survey that they follow: `<scorecard>|<indicator>`, in the bucket of the survey."""
CARD: Final = "scorecard-"
CASES: Final = "cases"
"""Lookup of breaches that are looked into: `<case>|<department>`, each in a bucket of its own."""
CASE: Final = "violation-"
BREACH: Final = "breach"
SEVERE_BREACH: Final = "severe"
"""Rules of a plan by which breaches are penalised (domain.md 4.4)."""


def keep(event: Recorded[EvaluationsEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the lookups."""
    match event.data:
        case IndicatorLinked(kind=LinkKind.SURVEY):
            key = f"{event.subject.removeprefix(CARD)}|{event.data.indicator}"
            return (Put(FOLLOWING, key, bucket=event.data.to),)
        case IndicatorUnlinked(kind=LinkKind.SURVEY):
            return (Drop(FOLLOWING, f"{event.subject.removeprefix(CARD)}|{event.data.indicator}"),)
        case ViolationOpened():
            case_id = event.subject.removeprefix(CASE)
            return (Put(CASES, f"{case_id}|{event.data.department}", bucket=case_id),)
        case _:
            return ()


def find_survey(event: Recorded[EvaluationsEvent]) -> str | None:
    """Return the survey whose score is told."""
    return str(event.data.survey) if isinstance(event.data, SurveyScoreNoted) else None


def follow_survey(event: Recorded[EvaluationsEvent], key: str) -> Command:
    """Return the command by which an indicator takes a survey's score over."""
    noted = event.data
    assert isinstance(noted, SurveyScoreNoted), "it was found to be one"
    scorecard, _, indicator = key.partition("|")
    return survey.take_over(noted, scorecard, indicator)


def find_case(event: Recorded[EvaluationsEvent]) -> str | None:
    """Return the case in which a breach is confirmed."""
    return event.subject.removeprefix(CASE) if isinstance(event.data, ViolationConfirmed) else None


def punish(event: Recorded[EvaluationsEvent], key: str) -> Command:
    """Return the penalty of a confirmed breach (EVL-85)."""
    confirmed = event.data
    assert isinstance(confirmed, ViolationConfirmed), "it was found to be one"
    return GrantAdjustment(
        scorecard=name_scorecard(confirmed.confirmed_on.year, key.partition("|")[2]),
        rule=SEVERE_BREACH if confirmed.is_severe else BREACH,
        evidence=(EventRef(context="evaluations", position=event.position),),
    )


AGENDA: Final[Agenda[EvaluationsEvent]] = Agenda(
    keep,
    (
        Sweep("survey-actuals", FOLLOWING, find_survey, follow_survey),
        Sweep("violation-penalties", CASES, find_case, punish),
    ),
)
