"""A scorecard folded from its events: what each number of it was told by (EVL-06 to 14).

The service decides on it, the gateway scores it, an auditor folds it anew: one fold for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from contracts.evaluations.plans import ScorecardOpened
from contracts.evaluations.rankings import ObjectionClaim, ObjectionDecided, ObjectionFiled, ScorecardComputed
from contracts.evaluations.scorecards import (
    ActualReturned,
    ActualVerified,
    AdjustmentGranted,
    AdjustmentRevoked,
    AreaRated,
    EventRef,
    IndicatorActualRecorded,
    IndicatorConfirmed,
    IndicatorLinked,
    IndicatorProposed,
    IndicatorReturned,
    IndicatorRevised,
    IndicatorTerms,
    LinkKind,
)
from contracts.messages import Event

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Actual:
    """What was reached by the end of a quarter."""

    value: Decimal
    measured_on: date
    recorder: str
    state: str
    """RECORDED, VERIFIED, RETURNED."""
    source: int
    """Position of the event that told it; 0 where that is not asked for."""
    files: Sequence[str] = ()
    evidence: Sequence[EventRef] = ()
    note: str | None = None
    returned_for: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that the department has proposed, or what is known of a common one."""

    terms: IndicatorTerms | None
    """None of a common one: the plan says it."""
    state: str
    """PROPOSED, RETURNED, CONFIRMED."""
    source: int
    """Position of the event that told its terms."""
    actuals: Mapping[int, Actual] = field(default_factory=dict)
    """By quarter."""
    links: Sequence[tuple[LinkKind, str]] = ()
    returned_for: str | None = None
    """Why the office gave it back, until it is written anew."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A bonus or penalty."""

    rule: str
    evidence: Sequence[EventRef]
    source: int
    note: str | None = None
    revoked_for: str | None = None
    """Why it does not count any more; None while it does."""

    @property
    def is_revoked(self) -> bool:
        """Tell whether it does not count any more."""
        return self.revoked_for is not None


@dataclass(frozen=True, slots=True)
class Rating:
    """What a rater gave."""

    points: Decimal
    source: int


@dataclass(frozen=True, slots=True)
class Objection:
    """What a department asks for."""

    claim: ObjectionClaim
    ground: str
    filed_on: date
    source: int
    files: Sequence[str] = ()
    is_upheld: bool | None = None
    """None while it is open."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A department's year."""

    group: str | None = None
    """None before it is opened."""
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    ratings: Mapping[str, Mapping[str, Rating]] = field(default_factory=dict)
    """By area and rater."""
    adjustments: Sequence[Adjustment] = ()
    """Number n is at n - 1."""
    objections: Sequence[Objection] = ()
    computed: ScorecardComputed | None = None
    changes: int = 0
    """Events since it was computed last that its score rests on."""


def evolve(card: Card, event: Event, source: int = 0) -> Card:
    """Return the scorecard after an event, which stands at `source` in the log."""
    match event:
        case ScorecardComputed():
            after = replace(card, computed=event, changes=0)
        case ObjectionFiled():
            filed = Objection(event.claim, event.ground, event.filed_on, source, event.files)
            after = replace(card, objections=(*card.objections, filed))
        case ObjectionDecided():
            decided = replace(card.objections[event.number - 1], is_upheld=event.is_upheld, reason=event.reason)
            after = replace(card, objections=_put(card.objections, event.number, decided))
        case ScorecardOpened() | AdjustmentGranted() | AdjustmentRevoked() | AreaRated():
            after = replace(_evolve_whole(card, event, source), changes=card.changes + 1)
        case _:
            after = _evolve_indicator(card, event, source)
    return after


def _evolve_whole(
    card: Card, event: ScorecardOpened | AdjustmentGranted | AdjustmentRevoked | AreaRated, source: int
) -> Card:
    """Return the scorecard after an event that its total rests on, of no indicator."""
    match event:
        case ScorecardOpened():
            return replace(card, group=event.group)
        case AdjustmentGranted():
            granted = Adjustment(event.rule, event.evidence, source, event.note)
            return replace(card, adjustments=(*card.adjustments, granted))
        case AdjustmentRevoked():
            revoked = replace(card.adjustments[event.number - 1], revoked_for=event.reason)
            return replace(card, adjustments=_put(card.adjustments, event.number, revoked))
        case AreaRated():
            given = {**card.ratings.get(event.area, {}), event.rater: Rating(event.points, source)}
            return replace(card, ratings={**card.ratings, event.area: given})


def _evolve_indicator(card: Card, event: Event, source: int) -> Card:
    """Return the scorecard after an event of one indicator."""
    key = getattr(event, "indicator", None)
    if key is None:
        return card
    before = card.indicators.get(key, Indicator(None, "CONFIRMED", source))
    indicators = {**card.indicators, key: _change(before, event, source)}
    is_link = isinstance(event, IndicatorLinked)  # a score does not rest on it
    return replace(card, indicators=indicators, changes=card.changes if is_link else card.changes + 1)


def _change(before: Indicator, event: Event, source: int) -> Indicator:
    match event:
        case IndicatorProposed() | IndicatorRevised():
            after = replace(before, terms=event.terms, state="PROPOSED", source=source, returned_for=None)
        case IndicatorReturned():
            after = replace(before, state="RETURNED", returned_for=event.reason)
        case IndicatorConfirmed():
            after = replace(before, state="CONFIRMED")
        case IndicatorLinked():
            after = replace(before, links=(*before.links, (event.kind, event.to)))
        case IndicatorActualRecorded():
            told = Actual(
                event.value,
                event.measured_on,
                event.recorder,
                "RECORDED",
                source,
                event.files,
                event.evidence,
                event.note,
            )
            after = replace(before, actuals={**before.actuals, event.quarter: told})
        case ActualVerified():
            after = _mark(before, event.quarter, replace(before.actuals[event.quarter], state="VERIFIED"))
        case ActualReturned():
            returned = replace(before.actuals[event.quarter], state="RETURNED", returned_for=event.reason)
            after = _mark(before, event.quarter, returned)
        case _:
            after = before
    return after


def _mark(before: Indicator, quarter: int, actual: Actual) -> Indicator:
    return replace(before, actuals={**before.actuals, quarter: actual})


def _put(items: Sequence[ItemT], number: int, item: ItemT) -> tuple[ItemT, ...]:
    return (*items[: number - 1], item, *items[number:])


def grant_claim(card: Card, claim: ObjectionClaim, day: date) -> Card:
    """Return the scorecard as it would be if an objection were upheld. Raises: IndexError for no such adjustment."""
    if claim.adjustment is not None:
        return evolve(card, AdjustmentRevoked(number=claim.adjustment, reason="이의신청 인용"))
    assert claim.indicator is not None, "a claim names one of the two"
    assert claim.quarter is not None, "with an indicator"
    assert claim.value is not None, "with an indicator"
    told = Actual(claim.value, day, "", "VERIFIED", 0)
    before = card.indicators.get(claim.indicator, Indicator(None, "CONFIRMED", 0))
    return replace(card, indicators={**card.indicators, claim.indicator: _mark(before, claim.quarter, told)})
