"""시군평가 지표: one row an indicator of a confirmed set, with its results and what was done with it (EVL-31 to 44)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import ProvinceIndicator
from contracts.evaluations.province import is_behind
from contracts.evaluations.results import (
    BestPracticeJudged,
    BestPracticeNominated,
    ConsultingNoted,
    DirectiveLinked,
    IndicatorCarriedOver,
    IndicatorRankRecorded,
    PanelAnswered,
    PanelFeedbackReceived,
    ProvinceIndicatorChanged,
    ProvinceIndicatorDropped,
    ProvinceIndicatorOpened,
    ResultSubmitted,
)
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "province_indicator-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator."""

    indicator: str
    year: int
    number: str
    name: str
    kind: str
    lead: str
    state: str
    """OPEN, DROPPED."""
    lineage: str
    """The first indicator of all that carry one another on."""
    predecessor: str | None
    definition: Json
    """As it rules, with `source`: the position of the event that told it."""
    changes: list[Json]
    """`set_version`, `reason`, `source`, and the definition before."""
    results: list[Json]
    ranks: list[Json]
    practices: list[Json]
    consulting: list[Json]
    feedback: list[Json]
    directives: list[str]
    behind: list[int]
    """Months whose plan the latest value does not reach."""
    version: int
    position: int

    @property
    def told(self) -> ProvinceIndicator:
        """Its definition."""
        return ProvinceIndicator.model_validate(
            {name: self.definition[name] for name in ProvinceIndicator.model_fields}
        )

    @property
    def score(self) -> Decimal | None:
        """What it scores as it stands, unrounded; None before anything was submitted."""
        value, rank = self.latest
        return self.told.score(value, rank)

    @property
    def latest(self) -> tuple[Decimal | None, int | None]:
        """The latest value, and the rank: the province's own before what the department expects."""
        last = self.results[-1] if self.results else {}
        value = last.get("value")
        rank = self.ranks[-1]["rank"] if self.ranks else last.get("rank")
        return Decimal(value) if value is not None else None, rank


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return the indicator's code."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the indicator after the event."""
    match event.data:
        case ProvinceIndicatorOpened() as opened:
            told = _open(row, event, opened.indicator)
        case _ if row is None:
            return None
        case ProvinceIndicatorChanged() as changed:
            told = _change(row, event, changed)
        case ProvinceIndicatorDropped() as dropped:
            change = {"set_version": dropped.set_version, "reason": dropped.reason, "source": event.position}
            told = replace(row, state="DROPPED", changes=[*row.changes, {**change, "before": row.definition}])
        case IndicatorCarriedOver() as carried:
            told = replace(row, predecessor=carried.predecessor, lineage=carried.lineage)
        case _:
            told = _work(row, event)
    return replace(_compare(told), version=event.streamversion, position=event.position)


def _open(row: Row | None, event: Recorded[EvaluationsEvent], told: ProvinceIndicator) -> Row:
    """Return a new indicator, or one that came back into the set with what was submitted of it."""
    opened = Row(
        indicator=told.code,
        year=int(told.code[:4]),
        number=told.number,
        name=told.name,
        kind=told.kind,
        lead=told.lead,
        state="OPEN",
        lineage=told.code,
        predecessor=None,
        definition=_define(told, event),
        changes=[],
        results=[],
        ranks=[],
        practices=[],
        consulting=[],
        feedback=[],
        directives=[],
        behind=[],
        version=event.streamversion,
        position=event.position,
    )
    return opened if row is None else _redefine(replace(row, state="OPEN"), told, event)


def _change(row: Row, event: Recorded[EvaluationsEvent], changed: ProvinceIndicatorChanged) -> Row:
    change = {"set_version": changed.set_version, "reason": changed.reason, "source": event.position}
    changes = [*row.changes, {**change, "before": row.definition}]
    return _redefine(replace(row, changes=changes), changed.indicator, event)


def _redefine(row: Row, told: ProvinceIndicator, event: Recorded[EvaluationsEvent]) -> Row:
    row = replace(row, number=told.number, name=told.name, kind=told.kind, lead=told.lead)
    return replace(row, definition=_define(told, event))


def _define(told: ProvinceIndicator, event: Recorded[EvaluationsEvent]) -> Json:
    return {**told.model_dump(mode="json"), "source": event.position}


def _work(row: Row, event: Recorded[EvaluationsEvent]) -> Row:
    """Return the indicator after what was done with it."""
    told = {**event.data.model_dump(mode="json", exclude={"type", "entry"}), "source": event.position}
    match event.data:
        case ResultSubmitted():
            return replace(row, results=[*row.results, told])
        case IndicatorRankRecorded():
            return replace(row, ranks=[*row.ranks, told])
        case BestPracticeNominated():
            return replace(row, practices=[*row.practices, {**told, "judged": None}])
        case BestPracticeJudged() as judged:
            return replace(row, practices=_put(row.practices, judged.number, "judged", told))
        case ConsultingNoted():
            return replace(row, consulting=[*row.consulting, told])
        case _:
            return _answer(row, event, told)


def _answer(row: Row, event: Recorded[EvaluationsEvent], told: Json) -> Row:
    match event.data:
        case PanelFeedbackReceived():
            return replace(row, feedback=[*row.feedback, {**told, "answer": None}])
        case PanelAnswered() as answered:
            return replace(row, feedback=_put(row.feedback, answered.number, "answer", told))
        case DirectiveLinked() as linked:
            return replace(row, directives=[*row.directives, str(linked.directive)])
        case _:
            return row


def _put(entries: Sequence[Json], number: int, name: str, told: Json) -> list[Json]:
    return [{**each, name: told} if each["number"] == number else each for each in entries]


def _compare(row: Row) -> Row:
    """Return the indicator with the months whose plan it does not reach."""
    told, (value, _) = row.told, row.latest
    polarity = told.polarity
    if polarity is None or row.state == "DROPPED":
        return replace(row, behind=[])
    plans = ((month, told.find_plan(month)) for month in range(1, 13))
    behind = [month for month, plan in plans if plan is not None and is_behind(polarity, plan, value)]
    return replace(row, behind=behind)
