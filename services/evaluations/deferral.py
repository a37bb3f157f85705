"""What other contexts tell before a year has a plan: it waits, and is entered when the scorecard is opened (EVL-85)."""

from collections.abc import Sequence

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.deferrals import AdjustmentDeferred, AdjustmentWithdrawn
from contracts.evaluations.plans import EvaluationGroup, Scheme, ScorecardOpened
from contracts.evaluations.scorecards import AdjustmentGranted, CardCommand, EventRef, GrantAdjustment


def defer(command: CardCommand, card: Card, *, is_final: bool) -> tuple[AdjustmentDeferred, ...]:
    """Return what waits of a command that is no matter of a plan yet: an adjustment of a scorecard that is none."""
    if not isinstance(command, GrantAdjustment) or card.group is not None or is_final:
        return ()
    return (AdjustmentDeferred(rule=command.rule, evidence=command.evidence),)


def withdraw(rule: str, evidence: Sequence[EventRef], card: Card) -> tuple[AdjustmentWithdrawn, ...]:
    """Return the end of what waits for a plan, where it does."""
    found = (each for each in card.deferred if (each.rule, each.evidence) == (rule, tuple(evidence)))
    return tuple(AdjustmentWithdrawn(rule=each.rule, evidence=each.evidence) for each in found)


def open_card(
    year: int, department: str, group: EvaluationGroup, card: Card, scheme: Scheme
) -> tuple[EvaluationsEvent, ...]:
    """Return what opens a department's scorecard, or moves it to another group, with what has waited for that.

    What the plan has no rule for is dropped.
    """
    if card.group == group.code:
        return ()
    rules = {rule.code for rule in scheme.adjustments}
    waiting = (each for each in card.deferred if each.rule in rules)
    granted = (
        AdjustmentGranted(number=number, rule=each.rule, evidence=each.evidence, note=None)
        for number, each in enumerate(waiting, len(card.adjustments) + 1)
    )
    return (ScorecardOpened(year=year, department=department, group=group.code), *granted)
