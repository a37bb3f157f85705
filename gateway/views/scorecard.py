"""부서 성과표: one row a department and year, folded as the service folds it (EVL-02, EVL-06 to 14, EVL-18)."""

from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import TypeAdapter

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card, evolve
from contracts.evaluations.plans import ScorecardOpened
from contracts.evaluations.rankings import AwardRecorded
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "scorecard-"
Json = dict[str, Any]
CARDS: Final[TypeAdapter[Card]] = TypeAdapter(Card)


@dataclass(frozen=True, slots=True)
class Row:
    """The scorecard of one department."""

    scorecard: str
    """`<year>-<department>`."""
    year: int
    department: str
    evaluation_group: str
    card: Json
    """A `Card`, with the positions of the events that told each number."""
    awards: list[Json]
    """`name`, `amount_won`, `given_on`, `source`."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return year and department."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the scorecard after the event."""
    match event.data:
        case ScorecardOpened() as opened:
            before = row or Row(
                event.subject.removeprefix(PREFIX), opened.year, opened.department, opened.group, {}, [], 0, 0
            )
            changed = replace(before, evaluation_group=opened.group)
        case AwardRecorded() as award if row is not None:
            told = award.model_dump(mode="json", exclude={"type", "entry"})
            changed = replace(row, awards=[*row.awards, {**told, "source": event.position}])
        case _ if row is not None:
            changed = row
        case _:
            return row
    card = evolve(read_card(changed), event.data, event.position)
    return replace(
        changed, card=CARDS.dump_python(card, mode="json"), version=event.streamversion, position=event.position
    )


def read_card(row: Row) -> Card:
    """Return a row's scorecard as the arithmetic takes it."""
    return CARDS.validate_python(row.card)
