"""성과표 laid out: the total as a tree down to its events, indicators by quarter, objections (EVL-17)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from gateway.answers.opening import Opened, Source
from gateway.answers.scorecards import CardIndicator, CardObjection, Effect, QuarterActual, ScoreDetail
from gateway.console.evaluations.forms import ACTS
from gateway.console.evaluations.telling import CARDS, round_score, state_chip, trim
from gateway.console.present import Chip, ChipKind
from gateway.console.words import _

QUARTERS: Final = (1, 2, 3, 4)
OF_CARD: Final = ("propose-indicator", "rate", "adjust", "object", "award", "assign-evaluator")
"""Acts on the whole scorecard."""


@dataclass(frozen=True, slots=True)
class Node:
    """A number of the tree; it opens where it has parts."""

    name: str
    value: str
    exact: str
    formula: str
    parts: Sequence["Node"]
    sources: Sequence[str]
    """Addresses of the events that told it."""


@dataclass(frozen=True, slots=True)
class Way:
    """An act on one thing: where its form is."""

    act: str
    word: str
    link: str


@dataclass(frozen=True, slots=True)
class Quarter:
    """What is known of an indicator in a quarter."""

    number: int
    value: str
    chip: Chip | None
    note: str
    returned_for: str
    files: Sequence[str]
    link: str
    """Of the event."""
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator with its four quarters."""

    name: str
    area: str
    is_common: bool
    weight: str
    target: str
    unit: str
    polarity: str
    chip: Chip
    returned_for: str
    definition: str
    links: Sequence[tuple[str, str]]
    quarters: Sequence[Quarter]
    missing: Sequence[int]
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection, and what upholding it would change."""

    number: int
    claim: str
    ground: str
    told: CardObjection
    chip: Chip
    before: str
    after: str
    link: str
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number by the version that rules beside the one that was chosen."""

    name: str
    official: str
    chosen: str
    gap: str
    """Signed; rounded after it was taken."""


def compare(official: Opened, chosen: Opened) -> Iterator[Difference]:
    """Yield the total and each of its parts by two versions of the plan; what one has not got is a dash (EVL-01)."""
    before, after = ({each.code: each for each in (opened, *opened.inputs)} for opened in (official, chosen))
    for code in dict.fromkeys((*before, *after)):
        known = [each.get(code) for each in (before, after)]
        values = [each.value if each and each.value else "0" for each in known]
        gap = round_score(str(Decimal(values[1]) - Decimal(values[0])))
        told = [round_score(each.value) if each and each.value else "–" for each in known]
        name = next(each.name for each in reversed(known) if each is not None)
        yield Difference(name, told[0], told[1], f"+{gap}" if Decimal(gap) > 0 else gap)


def name_event(source: Source) -> str:
    """Return the page of an event."""
    return f"/events/{source.context}/{source.position}"


def lay_out_tree(opened: Opened) -> Node:
    """Return a number with its parts as the page draws them."""
    return Node(
        opened.name,
        round_score(opened.value) if opened.value else "–",
        opened.value or "",
        opened.formula or "",
        [lay_out_tree(each) for each in opened.inputs],
        [name_event(each) for each in opened.sources],
    )


def list_ways(detail: ScoreDetail, acts: Collection[str], **told: object) -> list[Way]:
    """Return the forms of acts that the asker may do now, with what they are about."""
    query = f"?{urlencode(told)}" if told else ""
    return [Way(act, ACTS[act].title, f"{CARDS}/{detail.id}/{act}{query}") for act in acts if act in detail.allowed]


def lay_out_indicators(detail: ScoreDetail, areas: Mapping[str, str]) -> Iterator[IndicatorLine]:
    """Yield the indicators with their quarters and what may be done with each."""
    for each in detail.indicators:
        told = {actual.quarter: actual for actual in each.actuals}
        yield IndicatorLine(
            name=each.name,
            area=areas.get(each.area, each.area),
            is_common=each.is_common,
            weight=trim(each.weight),
            target=trim(each.target),
            unit=each.unit,
            polarity=_(each.polarity.label),
            chip=state_chip(each.state.code, each.state.label),
            returned_for=each.returned_for or "",
            definition=each.definition or "",
            links=each.links,
            quarters=[_lay_out_quarter(detail, each, quarter, told.get(quarter)) for quarter in QUARTERS],
            missing=each.missing,
            ways=list_ways(detail, _list_acts(each), indicator=each.id),
        )


def _list_acts(indicator: CardIndicator) -> list[str]:
    """Return what can come next of an indicator, whoever does it."""
    if indicator.is_common or indicator.state.code == "CONFIRMED":
        unlink = ["unlink-indicator"] if indicator.links else []
        return ["link-indicator", *unlink, *([] if indicator.is_common else ["return-indicator"])]
    if indicator.state.code == "PROPOSED":
        return ["confirm-indicator", "return-indicator", "revise-indicator"]
    return ["revise-indicator"]


def _lay_out_quarter(
    detail: ScoreDetail, indicator: CardIndicator, quarter: int, actual: QuarterActual | None
) -> Quarter:
    state = actual.state.code if actual else ""
    acts = {"": ["record-actual"], "RECORDED": ["verify-actual", "return-actual", "record-actual"],
            "RETURNED": ["record-actual"], "VERIFIED": ["return-actual"]}[state]  # fmt: skip
    may_enter, seen = indicator.state.code == "CONFIRMED", {"number": actual.number} if actual else {}
    return Quarter(
        quarter,
        trim(actual.value) if actual else "",
        state_chip(state, actual.state.label) if actual else None,
        (actual.note or "") if actual else "",
        (actual.returned_for or "") if actual else "",
        actual.files if actual else (),
        name_event(actual.source) if actual else "",
        list_ways(detail, acts if may_enter else (), indicator=indicator.id, quarter=quarter, **seen),
    )


def lay_out_objections(detail: ScoreDetail) -> Iterator[ObjectionLine]:
    """Yield the objections, each with the place before and after it would be upheld."""
    names = {each.id: each.name for each in detail.indicators}
    rules = {each.number: each.rule for each in detail.adjustments}
    for each in detail.objections:
        claim = each.claim
        asked = (
            _("%(n)s번 가감점 취소 (%(rule)s)", n=claim.adjustment, rule=rules.get(claim.adjustment, ""))
            if claim.adjustment is not None
            else _(
                "%(name)s %(quarter)s분기 실적을 %(value)s로",
                name=names.get(claim.indicator or "", claim.indicator),
                quarter=claim.quarter,
                value=trim(claim.value or "0"),
            )
        )
        yield ObjectionLine(
            each.number,
            asked,
            each.ground,
            each,
            _make_verdict(each.is_upheld),
            _tell_effect(each.before),
            _tell_effect(each.after),
            name_event(each.source),
            list_ways(detail, ("decide-objection",) if each.is_upheld is None else (), number=each.number),
        )


def _make_verdict(is_upheld: bool | None) -> Chip:
    if is_upheld is None:
        return Chip(ChipKind.WAITING, _("결정 대기"), "")
    return Chip(ChipKind.DONE, _("인용"), "") if is_upheld else Chip(ChipKind.ENDED, _("기각"), "")


def _tell_effect(effect: Effect | None) -> str:
    if effect is None:
        return ""
    return _("%(total)s점 %(rank)s위 %(grade)s", total=round_score(effect.total), rank=effect.rank, grade=effect.grade)
