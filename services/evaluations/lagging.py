"""A project that lags two quarters running costs its department points; put right, it does not (XS-04).

Each lagging quarter that follows a lagging one is one penalty, in the year of the later quarter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.reviews import NoteReview, ReviewNoted
from contracts.evaluations.scorecards import EventRef, GrantAdjustment, RevokeAdjustment, name_scorecard

LAGGING_TWICE: Final = "lagging-twice"
"""The rule of a plan for it (domain.md 4.4); a plan without it has no such penalty."""
CORRECTED: Final = "심사분석을 바로잡아 부진이 2분기 이어지지 않음"
QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is known of a project's quarters, each by its name: `2024-Q1`."""

    quarters: Mapping[str, ReviewNoted] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Penalty:
    """Two quarters running: on which scorecard it stands, and by which events."""

    scorecard: str
    evidence: tuple[EventRef, ...]


def decide(command: NoteReview, known: Reviewed) -> tuple[ReviewNoted, ...]:
    """Return the review as a fact, unless it says nothing else than before."""
    before = known.quarters.get(command.quarter)
    if before is not None and (
        before.is_lagging is command.is_lagging or command.evidence.position <= before.evidence.position
    ):
        return ()
    return (ReviewNoted(**command.model_dump(exclude={"type"})),)


def evolve(known: Reviewed, event: EvaluationsEvent) -> Reviewed:
    """Return what is known after an event."""
    return Reviewed({**known.quarters, event.quarter: event}) if isinstance(event, ReviewNoted) else known


def list_penalties(known: Reviewed) -> Iterator[Penalty]:
    """Yield what two lagging quarters running lead to, by the later one."""
    for quarter, later in sorted(known.quarters.items()):
        first = known.quarters.get(find_before(quarter))
        if first is not None and first.is_lagging and later.is_lagging:
            yield Penalty(name_scorecard(int(quarter[:4]), later.lead), (first.evidence, later.evidence))


def find_before(quarter: str) -> str:
    """Return the quarter before: of `2024-Q1` it is `2023-Q4`."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1}-Q{QUARTERS}"


def grant(penalty: Penalty) -> GrantAdjustment:
    """Return the command that enters a penalty."""
    return GrantAdjustment(scorecard=penalty.scorecard, rule=LAGGING_TWICE, evidence=penalty.evidence)


def revoke(penalty: Penalty, card: Card) -> RevokeAdjustment | None:
    """Return the command that takes a penalty back; None where there is none, or it was taken back already."""
    for number, each in enumerate(card.adjustments, 1):
        if each.rule == LAGGING_TWICE and tuple(each.evidence) == penalty.evidence and not each.is_revoked:
            return RevokeAdjustment(scorecard=penalty.scorecard, number=number, reason=CORRECTED)
    return None
