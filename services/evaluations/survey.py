"""What is known of a published survey: the last version that was taken note of (EVL-10)."""

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.surveys import NoteSurveyScore, SurveyScoreNoted


def decide(command: NoteSurveyScore, noted: int) -> tuple[EvaluationsEvent, ...]:
    """Return the score as a fact, unless its event or a later one is known already; `noted` is that one's position."""
    if command.evidence.position <= noted:
        return ()
    return (SurveyScoreNoted(**command.model_dump(exclude={"type"})),)


def evolve(noted: int, event: EvaluationsEvent) -> int:
    """Return the position of the last event that was taken note of."""
    return event.evidence.position if isinstance(event, SurveyScoreNoted) else noted
