"""The evaluations' own lookups: which indicators follow which survey, and what a published one makes of them."""

from collections.abc import Sequence
from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.scorecards import IndicatorLinked, LinkKind, RecordActual
from contracts.evaluations.surveys import SurveyScoreNoted
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put, Sweep

FOLLOWING: Final = "following"
"""Lookup of indicators by the survey that they follow: `<scorecard>|<indicator>`, in the bucket of the survey."""
CARD: Final = "scorecard-"


def keep(event: Recorded[EvaluationsEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the lookups."""
    match event.data:
        case IndicatorLinked(kind=LinkKind.SURVEY):
            key = f"{event.subject.removeprefix(CARD)}|{event.data.indicator}"
            return (Put(FOLLOWING, key, bucket=event.data.to),)
        case _:
            return ()


def find_survey(event: Recorded[EvaluationsEvent]) -> str | None:
    """Return the survey whose score is told."""
    return str(event.data.survey) if isinstance(event.data, SurveyScoreNoted) else None


def take_over(event: Recorded[EvaluationsEvent], key: str) -> Command:
    """Return the command by which an indicator takes a survey's score over; what comes after the year is its last."""
    noted = event.data
    assert isinstance(noted, SurveyScoreNoted), "it was found to be one"
    scorecard, _, indicator = key.partition("|")
    is_of_year = noted.published_on.year == int(scorecard[:4])
    return RecordActual(
        scorecard=scorecard,
        indicator=indicator,
        quarter=(noted.published_on.month + 2) // 3 if is_of_year else 4,
        value=noted.score,
        measured_on=noted.published_on,
        evidence=(noted.evidence,),
    )


AGENDA: Final[Agenda[EvaluationsEvent]] = Agenda(keep, (Sweep("survey-actuals", FOLLOWING, find_survey, take_over),))
