"""score_all: 60 departments x 40 indicators folded from their events, scored and ranked, against one bare pass."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card, fold
from contracts.evaluations.plans import (
    AreaKind,
    EvaluationArea,
    EvaluationGroup,
    Polarity,
    Scheme,
    ScorecardOpened,
)
from contracts.evaluations.scorecards import (
    ActualVerified,
    IndicatorActualRecorded,
    IndicatorConfirmed,
    IndicatorProposed,
    IndicatorTerms,
)
from contracts.evaluations.scoring import rank_group, score_card, write_exact
from infra.clock import read_monotonic_s
from tests.bench.measuring import Bench, Pair

DEPARTMENTS: Final = 60
INDICATORS: Final = 40
QUARTERS: Final = (1, 2, 3, 4)
AREAS: Final = ("indicators", "tasks", "perception", "common", "nature")
PASSES: Final = 5
"""Of one measurement."""
Told = Sequence[tuple[str, EvaluationsEvent]]
"""Department and event, in the log's order."""


def list_events() -> Iterator[tuple[str, EvaluationsEvent]]:
    """Yield the events of a year: each indicator agreed, each quarter told and verified."""
    for department in (f"department-{n}" for n in range(DEPARTMENTS)):
        yield department, ScorecardOpened(year=2024, department=department, group="headquarters")
        for n in range(INDICATORS):
            key = f"indicator-{n}"
            yield department, IndicatorProposed(indicator=key, terms=make_terms(n))
            yield department, IndicatorConfirmed(indicator=key)
    for quarter in QUARTERS:
        for place in range(DEPARTMENTS):
            for n in range(INDICATORS):
                yield from tell(f"department-{place}", n, quarter, 37 + (place * 7 + n * 13 + quarter * 5) % 90)


def tell(department: str, n: int, quarter: int, value: int) -> Iterator[tuple[str, EvaluationsEvent]]:
    """Yield a value and its verification."""
    key = f"indicator-{n}"
    recorded = IndicatorActualRecorded(
        indicator=key,
        quarter=quarter,
        value=Decimal(value),
        measured_on=date(2024, 3 * quarter, 28),
        files=(),
        evidence=(),
        note=None,
        recorder="officer",
    )
    yield department, recorded
    yield department, ActualVerified(indicator=key, quarter=quarter)


def make_terms(n: int) -> IndicatorTerms:
    """Return an indicator of weight 2.5: eight to an area of 20."""
    return IndicatorTerms(
        area=AREAS[n % len(AREAS)],
        name=f"지표 {n}",
        definition="비율",
        polarity=Polarity.LOWER if n % 3 == 0 else Polarity.HIGHER,
        unit="%",
        weight=Decimal("2.5"),
        target=Decimal(80 + n),
    )


def make_scheme() -> Scheme:
    """Return a plan of one group with five areas of 20."""
    areas = tuple(EvaluationArea(code=each, name=each, kind=AreaKind.TASKS, weight=Decimal(20)) for each in AREAS)
    departments = tuple(f"department-{n}" for n in range(DEPARTMENTS))
    group = EvaluationGroup(code="headquarters", name="본청", departments=departments, areas=areas)
    return Scheme(groups=(group,), adjustments=(), bonus_cap=Decimal(0), penalty_cap=Decimal(0))


def score_all(scheme: Scheme, told: Told) -> list[tuple[str, str, int]]:
    """Return department, total and rank as the product comes to them."""
    streams: defaultdict[str, list[tuple[EvaluationsEvent, int]]] = defaultdict(list)
    for source, (department, event) in enumerate(told, 1):
        streams[department].append((event, source))
    scores = {each: score_card(scheme, fold(Card(), events)) for each, events in streams.items()}
    places = rank_group(scores, scheme.quota)
    return [(each.department, write_exact(each.score.total), each.rank) for each in places]


def score_bare(told: Told) -> list[tuple[str, str, int]]:
    """Return the same by one pass over dictionaries."""
    terms: dict[tuple[str, str], IndicatorTerms] = {}
    actuals: dict[tuple[str, str], Decimal] = {}
    waiting: dict[tuple[str, str], Decimal] = {}
    for department, event in told:
        match event:
            case IndicatorProposed():
                terms[department, event.indicator] = event.terms
            case IndicatorActualRecorded():
                waiting[department, event.indicator] = event.value
            case ActualVerified():
                actuals[department, event.indicator] = waiting[department, event.indicator]
            case _:
                pass
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for key, each in terms.items():
        reached = Fraction(actuals[key]) / Fraction(each.target)
        reached = 2 - reached if each.polarity is Polarity.LOWER else reached
        totals[key[0]] += Fraction(each.weight) * max(Fraction(), min(reached, Fraction(1)))
    return rank_bare(totals)


def rank_bare(totals: Mapping[str, Fraction]) -> list[tuple[str, str, int]]:
    """Return department, total and rank, the best first."""
    ordered = sorted(totals.items(), key=lambda each: (-each[1], each[0]))
    ranks: dict[Any, int] = {}
    for rank, (_, total) in enumerate(ordered, 1):
        ranks.setdefault(total, rank)
    return [(department, write_exact(total), ranks[total]) for department, total in ordered]


@asynccontextmanager
async def opened_scores(bench: Bench) -> AsyncIterator[Pair]:
    """Give passes a second over the same decoded events; both come to the same places."""
    del bench
    told, scheme = list(list_events()), make_scheme()
    assert score_all(scheme, told) == score_bare(told)

    async def ours() -> float:
        begun = read_monotonic_s()
        for _ in range(PASSES):
            score_all(scheme, told)
        return PASSES / (read_monotonic_s() - begun)

    async def peer() -> float:
        begun = read_monotonic_s()
        for _ in range(PASSES):
            score_bare(told)
        return PASSES / (read_monotonic_s() - begun)

    yield Pair(ours, peer)
