"""What is known of a published survey, and what an indicator that follows it makes of that (EVL-10)."""

from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.scorecards import RecordActual
from contracts.evaluations.surveys import NoteSurveyScore, SurveyScoreNoted

LAST_QUARTER: Final = 4


def decide(command: NoteSurveyScore, noted: SurveyScoreNoted | None) -> tuple[EvaluationsEvent, ...]:
    """Return the score as a fact, unless its event or a later one is `noted` already."""
    if noted is not None and command.evidence.position <= noted.evidence.position:
        return ()
    return (SurveyScoreNoted(**command.model_dump(exclude={"type"})),)


def evolve(noted: SurveyScoreNoted | None, event: EvaluationsEvent) -> SurveyScoreNoted | None:
    """Return the last score that was taken note of."""
    return event if isinstance(event, SurveyScoreNoted) else noted


def take_over(noted: SurveyScoreNoted, scorecard: str, indicator: str) -> RecordActual:
    """Return the command by which an indicator takes a score over; what comes after the year is its last quarter's."""
    is_of_year = noted.published_on.year == int(scorecard[:4])
    return RecordActual(
        scorecard=scorecard,
        indicator=indicator,
        quarter=(noted.published_on.month + 2) // 3 if is_of_year else LAST_QUARTER,
        value=noted.score,
        measured_on=noted.published_on,
        evidence=(noted.evidence,),
    )
