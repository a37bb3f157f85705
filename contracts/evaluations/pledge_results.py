"""Contracts of a quarter's results: every pledge and its numbers as they are published, in one event (EVL-64 to 68).

달성률 = (DONE + CONTINUING) / all. 평균진행률 = the sum of progress in percent / all. 이행률(임기내) = those that are
DONE or CONTINUING of those due within the term / all that are due within the term; without a plan none is due in it.
Each rate is kept as numerator and denominator, and shown in percent with one decimal, HALF_UP.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.directives.values import Percent, Quarter
from contracts.evaluations.pledges import MOST, OFFICE, Line, PledgeNumber, PledgeState, Term
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Instant, Name, Text, Uuid

KEPT: Final = frozenset({PledgeState.DONE, PledgeState.CONTINUING})
CLOSED: Final = frozenset({PledgeState.DONE, PledgeState.ABANDONED})
"""Nothing of them is checked any more."""
FORMULAS: Final[Mapping[str, tuple[str, str]]] = {
    "achievement": ("달성률", "(완료 + 이행후계속추진) ÷ 전체 공약"),
    "progress": ("평균진행률", "공약별 진행률(%)의 합 ÷ 전체 공약"),
    "in_term": ("이행률(임기내)", "임기 안에 마칠 공약 가운데 (완료 + 이행후계속추진) ÷ 임기 안에 마칠 공약"),
}
"""Name and formula of each rate."""


class Ratio(Message):
    """A rate as its two numbers."""

    numerator: Count
    denominator: Count


@dataclass(frozen=True, slots=True)
class PledgeFigures:
    """What the numbers need of one pledge."""

    state: PledgeState
    field: str
    progress: int
    due_on: date | None


class StateCount(Message):
    """How many pledges stand so."""

    state: PledgeState = Field(strict=False)
    pledges: Count


class FieldCount(Message):
    """How many pledges a field has, and how many of them are kept."""

    code: Code
    name: Name
    pledges: Count
    kept: Count


class PledgeCard(Message):
    """One pledge as it is published."""

    pledge: Uuid
    number: PledgeNumber
    field: Code
    name: Name
    content: Line | None
    lead: Code | None
    state: PledgeState = Field(strict=False)
    progress: Percent
    due_on: Day | None
    is_lagging: bool
    note: Line | None
    """What was done in the quarter; None of one that was not checked, being closed."""
    cause: Line | None
    remedy: Line | None
    remedy_on: Day | None
    changes: Count
    """How often it was changed by the procedure."""


class PublishPledgeResults(Command):
    """Publish a quarter's results once every pledge that is not closed is checked (EVL-64, EVL-66)."""

    type: Literal["evaluations.publish_pledge_results.v1"] = "evaluations.publish_pledge_results.v1"
    roles: ClassVar = OFFICE

    term: Term
    quarter: Quarter
    reason: Text | None = None
    """Why published results are published again; needed only then."""


class PledgeResultsPublished(Event):
    """The results of a quarter: what everybody reads is exactly this."""

    type: Literal["evaluations.pledge_results_published.v1"] = "evaluations.pledge_results_published.v1"

    term: Term
    name: Name
    quarter: Quarter
    edition: Count
    published_at: Instant
    pledges: Count
    states: Annotated[tuple[StateCount, ...], Field(max_length=10, strict=False)]
    """Each state, also that of none; together all pledges."""
    fields: Annotated[tuple[FieldCount, ...], Field(max_length=20, strict=False)]
    achievement: Ratio
    """달성률."""
    progress: Ratio
    """평균진행률: the sum of percents and the number of pledges."""
    in_term: Ratio
    """이행률(임기내)."""
    cards: Annotated[tuple[PledgeCard, ...], Field(max_length=MOST, strict=False)]
    reason: Text | None


def count_states(figures: Iterable[PledgeFigures]) -> tuple[StateCount, ...]:
    """Return how many pledges stand how, each state once (EVL-67)."""
    states = [each.state for each in figures]
    return tuple(StateCount(state=state, pledges=states.count(state)) for state in PledgeState)


def count_fields(figures: Sequence[PledgeFigures], names: Mapping[str, str]) -> tuple[FieldCount, ...]:
    """Return how many pledges each field has (EVL-60); `names` are the fields in their order."""
    return tuple(
        FieldCount(
            code=code,
            name=name,
            pledges=sum(each.field == code for each in figures),
            kept=sum(each.field == code and each.state in KEPT for each in figures),
        )
        for code, name in names.items()
    )


def find_achievement(figures: Sequence[PledgeFigures]) -> Ratio:
    """Return how many are kept (달성률; EVL-68)."""
    return Ratio(numerator=sum(each.state in KEPT for each in figures), denominator=len(figures))


def find_progress(figures: Sequence[PledgeFigures]) -> Ratio:
    """Return the sum of their progress in percent, over how many there are (평균진행률; EVL-68)."""
    return Ratio(numerator=sum(each.progress for each in figures), denominator=len(figures))


def find_in_term(figures: Sequence[PledgeFigures], ends_on: date) -> Ratio:
    """Return how many are kept of those due by the term's last day (이행률(임기내); EVL-68)."""
    return find_achievement([each for each in figures if each.due_on is not None and each.due_on <= ends_on])


def find_percent(name: str, ratio: Ratio) -> Decimal | None:
    """Return a rate in percent, unrounded; None where there is nothing to divide by."""
    if not ratio.denominator:
        return None
    return Decimal(ratio.numerator * (1 if name == "progress" else 100)) / ratio.denominator


def show_percent(percent: Decimal) -> str:
    """Return a percentage with one decimal, HALF_UP (domain.md 4.0)."""
    return str(percent.quantize(Decimal("0.1"), ROUND_HALF_UP))
