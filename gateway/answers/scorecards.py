"""What the API tells of scorecards and places."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, Field

from contracts.evaluations.cards import Actual, Adjustment, Card, Indicator, Objection
from contracts.evaluations.plans import EvaluationGroup, Polarity
from contracts.evaluations.rankings import ObjectionClaim
from contracts.evaluations.scorecards import EventRef
from contracts.evaluations.scoring import Place, write_exact
from contracts.values import Role
from gateway.access import Meta
from gateway.answers.entries import Entry, offer
from gateway.answers.evaluated import Announced, OfYear
from gateway.answers.opening import Opened, Source
from gateway.answers.scores import CONTEXT, RULES, open_score
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels.evaluations import INDICATOR_STATE_LABELS, LINK_LABELS, POLARITY_LABELS

PATH: Final = "/v1/scorecards/{scorecard}"
ENTERING_ACTS: Final = ("propose-indicator", "revise-indicator", "link-indicator", "unlink-indicator", "record-actual")
JUDGING_ACTS: Final = (
    *("confirm-indicator", "return-indicator", "verify-actual", "return-actual", "rate", "adjust", "revoke-adjustment"),
    "decide-objection",
)
ENTRUSTING_ACTS: Final = ("assign-evaluator", "release-evaluator")


class QuarterActual(BaseModel):
    """What was reached by the end of a quarter."""

    quarter: int
    number: int = Field(description="그 분기의 실적을 몇 번째로 적은 것인지; 본 실적을 확인할 때 함께 보낸다")
    value: Decimal
    measured_on: date
    state: Labelled
    note: str | None
    returned_for: str | None
    files: list[str]
    evidence: list[Source]
    source: Source


class CardIndicator(BaseModel):
    """An indicator on a scorecard."""

    id: str
    is_common: bool
    name: str
    area: str
    definition: str | None
    polarity: Labelled
    unit: str
    weight: Decimal
    target: Decimal
    state: Labelled
    returned_for: str | None
    links: list[tuple[str, str]] = Field(description="무엇과 이어졌는지: 종류와 이름")
    actuals: list[QuarterActual]
    missing: list[int] = Field(description="실적이 없는 분기")


class CardAdjustment(BaseModel):
    """A bonus or a penalty."""

    number: int
    rule: str
    note: str | None
    revoked_for: str | None
    evidence: list[Source]
    source: Source


class Effect(BaseModel):
    """What a decision would change."""

    total: str
    rank: int
    grade: str


class CardObjection(BaseModel):
    """What a department asks for, and what upholding it would change."""

    number: int
    claim: ObjectionClaim
    ground: str
    files: list[str]
    filed_on: date
    is_upheld: bool | None
    reason: str | None
    before: Effect | None
    after: Effect | None
    source: Source


class Award(BaseModel):
    """What a department was given."""

    name: str
    amount_won: int
    given_on: date


class ScoreDetail(Entry):
    """A scorecard that opens down to its events."""

    id: str
    year: int
    department: str
    group: str
    plan_version: int
    total: Opened
    expected: str = Field(description="아직 확인하지 않은 실적까지 넣은 총점")
    fixed: str | None = Field(description="마지막으로 순위를 매길 때의 총점")
    announced_on: date | None = Field(description="순위와 등급을 알린 날; 없으면 지금 셈한 것이다")
    rank: int | None = Field(description="알린 순위; policy를 적으면 그 판으로 다시 셈한 순위")
    of: int
    grade: str | None
    rules: str
    indicators: list[CardIndicator]
    adjustments: list[CardAdjustment]
    objections: list[CardObjection]
    awards: list[Award]
    evaluators: list[str] = Field(description="이 성과표를 맡은 외부평가자의 계정; 총괄부서만 읽는다")
    version: int

    @property
    def has_moved(self) -> bool:
        """Tell whether it comes to something else than when its place was told."""
        return self.announced_on is not None and self.fixed != self.total.value


class BoardPlace(BaseModel):
    """A department's place."""

    department: str
    rank: int
    total: str
    grade: str
    is_barred: bool
    now: str | None = Field(None, description="알린 뒤 값이 바뀌어 지금 셈하면 달라지는 총점")


class BoardGroup(BaseModel):
    """The places of one group."""

    code: str
    name: str
    places: list[BoardPlace]


class Scoreboard(BaseModel):
    """The places of a year."""

    year: int
    state: str
    plan_version: int
    is_expected: bool
    announced_on: date | None = Field(description="이 순위를 알린 날; 없으면 지금 셈한 것이다")
    objections_until: date | None
    rules: str
    groups: list[BoardGroup]


class ScoreboardAnswer(BaseModel):
    """The places of a year, and what they reflect."""

    data: Scoreboard
    meta: Meta


def show_board(of_year: OfYear, principal: Principal, *, expected: bool, sees_all: bool) -> Scoreboard:
    """Return the places of a year, as they were told where they were; who may not see the others finds the own one."""
    announced, ranked = None if expected else of_year.announced, of_year.ranked
    groups = _list_announced(of_year, announced) if announced else _list_computed(of_year, expected=expected)
    return Scoreboard(
        year=of_year.year,
        state=ranked.state if ranked else "OPEN",
        plan_version=announced.plan_version if announced else of_year.version,
        is_expected=expected,
        announced_on=announced.on if announced else None,
        objections_until=of_year.objections_until,
        rules=RULES,
        groups=[_keep_seen(each, None if sees_all else principal.department or "") for each in groups],
    )


def _keep_seen(group: BoardGroup, own: str | None) -> BoardGroup:
    """Return a group with the places of everybody, or of one department only."""
    return group.model_copy(update={"places": [each for each in group.places if own in {None, each.department}]})


def _list_computed(of_year: OfYear, *, expected: bool) -> Iterator[BoardGroup]:
    """Yield the groups as they are scored now."""
    for group in of_year.scheme.groups:
        first = next((each for each in group.departments if each in of_year.cards), None)
        places = of_year.rank(first, expected=expected) if first is not None else []
        yield BoardGroup(code=group.code, name=group.name, places=[show_place(each) for each in places])


def _list_announced(of_year: OfYear, announced: Announced) -> Iterator[BoardGroup]:
    """Yield the groups as their places were told, each total with what it would come to now where that differs."""
    names = {group.code: group.name for group in of_year.scheme.groups}
    now = {place.department: place.total for group in _list_computed(of_year, expected=False) for place in group.places}
    for code, standings in announced.groups.items():
        told = [BoardPlace.model_validate(each.model_dump()) for each in standings]
        places = [
            each.model_copy(update={"now": now[each.department]})
            if now.get(each.department, each.total) != each.total
            else each
            for each in told
        ]
        yield BoardGroup(code=code, name=names.get(code, code), places=places)


def show_place(place: Place) -> BoardPlace:
    """Return a place as the board tells it."""
    return BoardPlace(
        department=place.department,
        rank=place.rank,
        total=write_exact(place.score.total),
        grade=place.grade,
        is_barred=place.score.is_barred,
    )


def show_detail(of_year: OfYear, department: str, principal: Principal, today: date, *, past: bool) -> ScoreDetail:
    """Return one scorecard, opened. Raises: Rejected with NOT_FOUND where this version does not evaluate it."""
    group = of_year.require_group(department)
    row, card = of_year.rows[department], of_year.cards[department]
    granted = {number: each.source for number, each in enumerate(card.adjustments, 1)}
    places, announced = of_year.rank(department), of_year.announced
    own = next(each for each in places if each.department == department)
    beside = announced.list_beside(department) if announced else places
    told = next((each for each in beside if each.department == department), None) if of_year.ranked else None
    return ScoreDetail(
        allowed=_offer(of_year, department, principal, today, past=past),
        id=row.scorecard,
        year=row.year,
        department=department,
        group=row.evaluation_group,
        plan_version=of_year.version,
        total=open_score(own.score, of_year.plan_source, granted),
        expected=write_exact(of_year.score(department, expected=True).total),
        fixed=card.computed.total if card.computed else None,
        announced_on=announced.on if announced and told else None,
        rank=told.rank if told else None,
        of=len(beside),
        grade=told.grade if told else None,
        rules=RULES,
        indicators=list(_list_indicators(group, card)),
        adjustments=[_show_adjustment(n, each) for n, each in enumerate(card.adjustments, 1)],
        objections=[_show_objection(of_year, department, n, own, today) for n in range(1, len(card.objections) + 1)],
        awards=[Award.model_validate({k: each[k] for k in ("name", "amount_won", "given_on")}) for each in row.awards],
        evaluators=[*card.evaluators] if principal.role is Role.OPERATOR else [],
        version=row.version,
    )


def _offer(of_year: OfYear, department: str, principal: Principal, today: date, *, past: bool) -> list[str]:
    """Return what somebody may do now: enter for an own department, judge another, object in time, award at the end."""
    if of_year.is_final:
        return offer(PATH, ("award", "release-evaluator"), principal, is_own=True, is_past=past)
    is_own, until = principal.department == department, of_year.objections_until
    acts = [
        *(ENTERING_ACTS if is_own or principal.role is Role.OPERATOR else ()),
        *(JUDGING_ACTS if not is_own else ()),
        *ENTRUSTING_ACTS,
        *(("object",) if is_own and until is not None and today <= until else ()),
    ]
    return offer(PATH, acts, principal, is_own=True, is_past=past)


def _list_indicators(group: EvaluationGroup, card: Card) -> list[CardIndicator]:
    shown = []
    for common in group.common:
        terms = {name: getattr(common, name) for name in ("name", "area", "unit", "weight", "target")}
        shown.append(_show_indicator(common.code, None, terms | {"definition": None}, common.polarity, card))
    for key, known in card.indicators.items():
        own = known.terms.model_dump(exclude={"polarity"})
        shown.append(_show_indicator(key, known, own, known.terms.polarity, card))
    return shown


def _show_indicator(
    key: str, known: Indicator | None, terms: dict[str, object], polarity: Polarity, card: Card
) -> CardIndicator:
    actuals = card.actuals.get(key, {})
    given = {
        "id": key,
        "is_common": known is None,
        "polarity": label(polarity, POLARITY_LABELS),
        "state": label(known.state if known else "CONFIRMED", INDICATOR_STATE_LABELS),
        "returned_for": known.returned_for if known else None,
        "links": [(LINK_LABELS[kind], to) for kind, to in card.links.get(key, ())],
        "actuals": [_show_actual(quarter, actuals[quarter]) for quarter in sorted(actuals)],
        "missing": [quarter for quarter in (1, 2, 3, 4) if quarter not in actuals],
    }
    return CardIndicator.model_validate(terms | given)


def _show_actual(quarter: int, actual: Actual) -> QuarterActual:
    return QuarterActual(
        quarter=quarter,
        number=actual.number,
        value=actual.told.value,
        measured_on=actual.told.measured_on,
        state=label(actual.state, INDICATOR_STATE_LABELS),
        note=actual.told.note,
        returned_for=actual.returned_for,
        files=[*actual.told.files],
        evidence=[_point(each) for each in actual.told.evidence],
        source=Source(context=CONTEXT, position=actual.source),
    )


def _show_adjustment(number: int, adjustment: Adjustment) -> CardAdjustment:
    return CardAdjustment(
        number=number,
        rule=adjustment.rule,
        note=adjustment.note,
        revoked_for=adjustment.revoked_for,
        evidence=[_point(each) for each in adjustment.evidence],
        source=Source(context=CONTEXT, position=adjustment.source),
    )


def _show_objection(of_year: OfYear, department: str, number: int, own: Place, today: date) -> CardObjection:
    objection: Objection = of_year.cards[department].objections[number - 1]
    is_open = objection.is_upheld is None
    return CardObjection(
        number=number,
        claim=objection.claim,
        ground=objection.ground,
        files=[*objection.files],
        filed_on=objection.filed_on,
        is_upheld=objection.is_upheld,
        reason=objection.reason,
        before=_tell_effect(own) if is_open else None,
        after=_tell_effect(of_year.simulate(department, objection, today)) if is_open else None,
        source=Source(context=CONTEXT, position=objection.source),
    )


def _tell_effect(place: Place) -> Effect:
    return Effect(total=write_exact(place.score.total), rank=place.rank, grade=place.grade)


def _point(event: EventRef) -> Source:
    return Source(context=event.context, position=event.position)
