"""A department's scorecard of one year (EVL-02)."""

from dataclasses import dataclass

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.plans import ScorecardOpened


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What is known of a department's year."""

    group: str | None = None
    """None before it is opened."""


def evolve(state: Scorecard, event: EvaluationsEvent) -> Scorecard:
    """Return the scorecard after an event."""
    return Scorecard(event.group) if isinstance(event, ScorecardOpened) else state


def name_state(state: Scorecard) -> str:
    """Return the state's name, as results tell it."""
    return "NONE" if state.group is None else "OPEN"
