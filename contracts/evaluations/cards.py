"""A scorecard folded from its events: what each number of it was told by (EVL-06 to 14).

The service decides on it, the gateway scores it, an auditor folds it anew: one fold for all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from contracts.evaluations.deferrals import AdjustmentDeferred, AdjustmentWithdrawn, DeferralEvent
from contracts.evaluations.links import IndicatorLinked, IndicatorUnlinked, LinkEvent, LinkKind
from contracts.evaluations.plans import ScorecardOpened
from contracts.evaluations.rankings import ObjectionClaim, ObjectionDecided, ObjectionFiled, ScorecardComputed
from contracts.evaluations.scorecards import (
    ActualReopened,
    ActualReturned,
    ActualVerified,
    AdjustmentGranted,
    AdjustmentRevoked,
    AreaRated,
    EvaluatorAssigned,
    EvaluatorReleased,
    EventRef,
    IndicatorActualRecorded,
    IndicatorConfirmed,
    IndicatorProposed,
    IndicatorReturned,
    IndicatorRevised,
    IndicatorTerms,
)
from contracts.messages import Event

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Actual:
    """What was reached by the end of a quarter."""

    told: IndicatorActualRecorded
    state: str
    """RECORDED, VERIFIED, RETURNED."""
    source: int
    """Position of the event that told it; 0 where that is not asked for."""
    number: int
    """How often the quarter's value was told, this time included."""
    returned_for: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that the department has proposed; a common one stands in the plan."""

    terms: IndicatorTerms
    state: str
    """PROPOSED, RETURNED, CONFIRMED."""
    source: int
    """Position of the event that told its terms."""
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
    """Own ones."""
    actuals: Mapping[str, Mapping[int, Actual]] = field(default_factory=dict)
    """By indicator, own or common, and quarter."""
    links: Mapping[str, Sequence[tuple[LinkKind, str]]] = field(default_factory=dict)
    """By indicator."""
    ratings: Mapping[str, Mapping[str, Rating]] = field(default_factory=dict)
    """By area and rater."""
    adjustments: Sequence[Adjustment] = ()
    """Number n is at n - 1."""
    deferred: Sequence[AdjustmentDeferred] = ()
    """What is entered when the scorecard is opened."""
    objections: Sequence[Objection] = ()
    evaluators: Sequence[str] = ()
    """Accounts of the external evaluators who have it, in the order in which it was assigned."""
    computed: ScorecardComputed | None = None
    changes: int = 0
    """Events since it was computed last that its score rests on."""


def evolve(card: Card, event: Event, source: int = 0) -> Card:
    """Return the scorecard after an event, which stands at `source` in the log."""
    return fold(card, ((event, source),))


def fold(card: Card, told: Iterable[tuple[Event, int]]) -> Card:
    """Return the scorecard after events, each with its position; what many of them change is made anew once."""
    draft = _Draft(card, {**card.indicators}, {key: {**each} for key, each in card.actuals.items()}, card.changes)
    for event, source in told:
        change = CHANGES.get(type(event))
        if change is not None:
            change(draft, event, source)
            draft.changes += 1
        else:
            draft.card, draft.changes = _evolve_whole(draft.card, draft.changes, event, source)
    return replace(draft.card, indicators=draft.indicators, actuals=draft.actuals, changes=draft.changes)


@dataclass(slots=True)
class _Draft:
    """A scorecard while it is folded: never seen outside."""

    card: Card
    indicators: dict[str, Indicator]
    actuals: dict[str, dict[int, Actual]]
    changes: int


def _evolve_whole(card: Card, changes: int, event: Event, source: int) -> tuple[Card, int]:
    """Return the scorecard after an event of no indicator, and how many its score rests on since it was computed."""
    match event:
        case ScorecardComputed():
            return replace(card, computed=event), 0
        case ObjectionFiled() | ObjectionDecided():
            return replace(card, objections=_object(card.objections, event, source)), changes
        case ScorecardOpened() | AdjustmentGranted() | AdjustmentRevoked() | AreaRated():
            return _evolve_score(card, event, source), changes + 1
        case _:
            return _evolve_aside(card, event), changes


def _evolve_aside(card: Card, event: Event) -> Card:
    """Return the scorecard after an event that its score does not rest on."""
    match event:
        case IndicatorLinked() | IndicatorUnlinked():
            return replace(card, links={**card.links, event.indicator: _link(card.links, event)})
        case AdjustmentDeferred() | AdjustmentWithdrawn():
            return replace(card, deferred=_defer(card.deferred, event))
        case EvaluatorAssigned() | EvaluatorReleased():
            return replace(card, evaluators=_entrust(card.evaluators, event))
        case _:
            return card


def _object(
    before: Sequence[Objection], event: ObjectionFiled | ObjectionDecided, source: int
) -> tuple[Objection, ...]:
    if isinstance(event, ObjectionFiled):
        return (*before, Objection(event.claim, event.ground, event.filed_on, source, event.files))
    decided = replace(before[event.number - 1], is_upheld=event.is_upheld, reason=event.reason)
    return _put(before, event.number, decided)


def _link(before: Mapping[str, Sequence[tuple[LinkKind, str]]], event: LinkEvent) -> tuple[tuple[LinkKind, str], ...]:
    others = tuple(each for each in before.get(event.indicator, ()) if each != (event.kind, event.to))
    return (*others, (event.kind, event.to)) if isinstance(event, IndicatorLinked) else others


def _defer(before: Sequence[AdjustmentDeferred], event: DeferralEvent) -> tuple[AdjustmentDeferred, ...]:
    others = tuple(each for each in before if (each.rule, each.evidence) != (event.rule, event.evidence))
    return (*others, event) if isinstance(event, AdjustmentDeferred) else others


def _entrust(before: Sequence[str], event: EvaluatorAssigned | EvaluatorReleased) -> tuple[str, ...]:
    others = tuple(each for each in before if each != event.evaluator)
    return (*others, event.evaluator) if isinstance(event, EvaluatorAssigned) else others


def _evolve_score(
    card: Card, event: ScorecardOpened | AdjustmentGranted | AdjustmentRevoked | AreaRated, source: int
) -> Card:
    """Return the scorecard after an event that its total rests on, of no indicator."""
    match event:
        case ScorecardOpened():
            return replace(card, group=event.group, deferred=())
        case AdjustmentGranted():
            granted = Adjustment(event.rule, event.evidence, source, event.note)
            return replace(card, adjustments=(*card.adjustments, granted))
        case AdjustmentRevoked():
            revoked = replace(card.adjustments[event.number - 1], revoked_for=event.reason)
            return replace(card, adjustments=_put(card.adjustments, event.number, revoked))
        case AreaRated():
            given = {**card.ratings.get(event.area, {}), event.rater: Rating(event.points, source)}
            return replace(card, ratings={**card.ratings, event.area: given})


def _propose(draft: _Draft, event: IndicatorProposed | IndicatorRevised, source: int) -> None:
    draft.indicators[event.indicator] = Indicator(event.terms, "PROPOSED", source)


def _return(draft: _Draft, event: IndicatorReturned, _source: int) -> None:
    before = draft.indicators[event.indicator]
    draft.indicators[event.indicator] = Indicator(before.terms, "RETURNED", before.source, event.reason)


def _confirm(draft: _Draft, event: IndicatorConfirmed, _source: int) -> None:
    before = draft.indicators[event.indicator]
    draft.indicators[event.indicator] = Indicator(before.terms, "CONFIRMED", before.source)


def _record(draft: _Draft, event: IndicatorActualRecorded, source: int) -> None:
    actuals = draft.actuals.setdefault(event.indicator, {})
    before = actuals.get(event.quarter)
    actuals[event.quarter] = Actual(event, "RECORDED", source, before.number + 1 if before else 1)


def _verify(draft: _Draft, event: ActualVerified, _source: int) -> None:
    actuals = draft.actuals[event.indicator]
    before = actuals[event.quarter]
    actuals[event.quarter] = Actual(before.told, "VERIFIED", before.source, before.number)


def _reopen(draft: _Draft, event: ActualReopened, _source: int) -> None:
    actuals = draft.actuals[event.indicator]
    actuals[event.quarter] = replace(actuals[event.quarter], state="RECORDED")


def _give_back(draft: _Draft, event: ActualReturned, _source: int) -> None:
    actuals = draft.actuals[event.indicator]
    before = actuals[event.quarter]
    actuals[event.quarter] = Actual(before.told, "RETURNED", before.source, before.number, event.reason)


def _put(items: Sequence[ItemT], number: int, item: ItemT) -> tuple[ItemT, ...]:
    return (*items[: number - 1], item, *items[number:])


CHANGES: Final[Mapping[type[Event], Callable[[_Draft, Any, int], None]]] = {
    IndicatorProposed: _propose,
    IndicatorRevised: _propose,
    IndicatorReturned: _return,
    IndicatorConfirmed: _confirm,
    IndicatorActualRecorded: _record,
    ActualVerified: _verify,
    ActualReturned: _give_back,
    ActualReopened: _reopen,
}
"""What each event of an indicator does to a draft: a year has tens of thousands of them."""


def grant_claim(card: Card, claim: ObjectionClaim, day: date) -> Card:
    """Return the scorecard as it would be if an objection were upheld. Raises: IndexError for no such adjustment."""
    if claim.adjustment is not None:
        return evolve(card, AdjustmentRevoked(number=claim.adjustment, reason="이의신청 인용"))
    assert claim.indicator is not None, "a claim names one of the two"
    assert claim.quarter is not None, "with an indicator"
    assert claim.value is not None, "with an indicator"
    claimed = IndicatorActualRecorded(
        indicator=claim.indicator,
        quarter=claim.quarter,
        value=claim.value,
        measured_on=day,
        files=(),
        evidence=(),
        note=None,
        recorder="objection",
    )
    verified = ActualVerified(indicator=claim.indicator, quarter=claim.quarter)
    return fold(card, ((claimed, 0), (verified, 0)))
