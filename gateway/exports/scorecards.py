"""A group's places and one scorecard as files: figures, formulas, the events they came from (EVL-08, EVL-17)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from gateway.answers.opening import Opened
from gateway.answers.scorecards import BoardGroup, CardIndicator, CardObjection, Scoreboard, ScoreDetail
from gateway.exports.papers import Block, Grid, Line, Paper, Part
from gateway.exports.sheets import Cell, Column, Kind, Sheet, Workbook
from gateway.exports.tables import Table, make_book, make_paper
from infra.clock import SEOUL

PLACES: Final = (
    Column("순위", 6, Kind.COUNT),
    Column("부서", 24),
    Column("총점", 10, Kind.FIGURE),
    Column("등급", 6),
    Column("S 등급 제한", 12),
    Column("반올림하지 않은 총점", 22),
)
SCORES: Final = (
    Column("항목", 40),
    Column("점수", 10, Kind.FIGURE),
    Column("식", 50),
    Column("근거 이벤트", 30),
    Column("반올림하지 않은 점수", 22),
)
QUARTERS: Final = (1, 2, 3, 4)
INDICATORS: Final = (
    Column("지표", 32),
    Column("평가분야", 14),
    Column("방향", 12),
    Column("배점", 8, Kind.FIGURE),
    Column("목표", 10, Kind.FIGURE),
    Column("단위", 8),
    *(Column(f"{n}분기", 10, Kind.FIGURE) for n in QUARTERS),
    Column("확인을 기다리는 분기", 18),
)
ADJUSTMENTS: Final = (
    Column("번호", 6, Kind.COUNT),
    Column("항목", 24),
    Column("설명", 40),
    Column("증빙 이벤트", 30),
    Column("취소한 사유", 30),
)
OBJECTIONS: Final = (
    Column("번호", 6, Kind.COUNT),
    Column("이유", 50),
    Column("신청한 날", 13, Kind.DAY),
    Column("결정", 8),
    Column("결정 사유", 40),
)
STATES: Final[Mapping[str, str]] = {"OPEN": "평가 중", "FIXED": "이의신청 중", "FINAL": "최종 확정"}
_VERDICTS: Final = {None: "결정 대기", True: "인용", False: "기각"}
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of when a file is, and what it reflects."""

    at: datetime
    position: int
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: departments, areas of the group, rules of the plan."""

    departments: Mapping[str, str]
    areas: Mapping[str, str]
    rules: Mapping[str, str]


def tell_board(board: Scoreboard, group: BoardGroup, departments: Mapping[str, str], stamp: Stamp) -> Table:
    """Return the places of a group that its reader may see."""
    state = "예상 점수" if board.is_expected else STATES[board.state]
    title = f"{board.year}년 부서평가 순위표 {group.name} ({state})"
    rows = [
        (
            each.rank,
            departments.get(each.department, each.department),
            _round(each.total),
            each.grade,
            "예" if each.is_barred else None,
            each.total,
        )
        for each in group.places
    ]
    return Table(title, PLACES, rows, stamp.at, stamp.position, stamp.is_sample)


def write_board(board: Scoreboard, table: Table) -> Paper:
    """Return a group's places as a paper, with the plan's version and the rules of rounding and ties."""
    paper = make_paper(table)
    return replace(paper, blocks=(*paper.blocks, Line(f"평가계획 {board.plan_version}판"), Line(board.rules, 3)))


def tell_card(detail: ScoreDetail, names: Names, stamp: Stamp) -> Table:
    """Return a scorecard's scores, from the total down to its indicators."""
    title = f"{detail.year}년 {names.departments.get(detail.department, detail.department)} 성과표"
    return Table(title, SCORES, list(_list_scores(detail.total, 0)), stamp.at, stamp.position, stamp.is_sample)


def make_card_book(detail: ScoreDetail, names: Names, table: Table) -> Workbook:
    """Return a scorecard as a workbook: scores, values by quarter, adjustments, objections."""
    book = make_book(table)
    (scores,) = book.sheets
    others = (
        Sheet("지표와 실적", INDICATORS, tuple(_list_values(each, names) for each in detail.indicators)),
        Sheet("가감점", ADJUSTMENTS, tuple(_list_adjustments(detail, names))),
        Sheet("이의신청", OBJECTIONS, tuple(_list_objection(each) for each in detail.objections)),
    )
    return replace(book, sheets=(replace(scores, name="점수"), *others))


def write_card(detail: ScoreDetail, names: Names, table: Table) -> Paper:
    """Return a scorecard as a paper."""
    at = table.at.astimezone(SEOUL)
    by = f"평가계획 {detail.plan_version}판 · 기준 {at:%Y. %m. %d. %H:%M}"
    return Paper(table.title, by, at, tuple(_list_blocks(detail, names)), table.foot)


def _round(exact: str) -> Decimal:
    return Decimal(exact).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _list_scores(opened: Opened, depth: int) -> Iterator[tuple[Cell, ...]]:
    sources = ", ".join(f"{each.context} {each.position}" for each in opened.sources) or None
    score = _round(opened.value) if opened.value is not None else None
    yield f"{'    ' * depth}{opened.name}", score, opened.formula, sources, opened.value
    for each in opened.inputs:
        yield from _list_scores(each, depth + 1)


def _list_values(each: CardIndicator, names: Names) -> tuple[Cell, ...]:
    told = {actual.quarter: actual for actual in each.actuals}
    waiting = [str(quarter) for quarter, actual in told.items() if actual.state.code != "VERIFIED"]
    return (
        each.name,
        names.areas.get(each.area, each.area),
        each.polarity.label,
        each.weight,
        each.target,
        each.unit,
        *(told[quarter].value if quarter in told else None for quarter in QUARTERS),
        ", ".join(waiting) or None,
    )


def _list_adjustments(detail: ScoreDetail, names: Names) -> Iterator[tuple[Cell, ...]]:
    for each in detail.adjustments:
        evidence = ", ".join(f"{one.context} {one.position}" for one in each.evidence)
        yield each.number, names.rules.get(each.rule, each.rule), each.note, evidence, each.revoked_for


def _list_objection(each: CardObjection) -> tuple[Cell, ...]:
    return each.number, each.ground, each.filed_on, _VERDICTS[each.is_upheld], each.reason


def _list_blocks(detail: ScoreDetail, names: Names) -> Iterator[Block]:
    total = detail.total.value
    yield Part("총점과 순위")
    yield Line(
        f"총점 {_round(total)}점 (확인하지 않은 실적까지 넣으면 {_round(detail.expected)}점)" if total else "총점 –"
    )
    if detail.rank is not None:
        yield Line(f"{detail.of}개 부서 가운데 {detail.rank}위, {detail.grade} 등급")
    if detail.has_moved and detail.fixed:
        yield Line(f"순위를 알릴 때의 총점 {_round(detail.fixed)}점. 그 뒤에 바뀐 값은 순위를 다시 매겨야 들어갑니다.")
    yield Part("평가분야")
    rows = [(each.name, _show(each.value), each.formula or "") for each in detail.total.inputs]
    yield Grid(("분야", "점수", "식"), (4, 2, 6), tuple(rows), frozenset({1}))
    yield Part("지표와 실적")
    heads = ("지표", "배점", "목표", *(f"{n}분기" for n in QUARTERS))
    if detail.indicators:
        yield Grid(heads, (6, 2, 3, 2, 2, 2, 2), tuple(map(_write_values, detail.indicators)), frozenset(range(1, 7)))
    yield from _list_rest(detail, names)
    yield Line(detail.rules, 3)


def _list_rest(detail: ScoreDetail, names: Names) -> Iterator[Block]:
    """Yield what is beside the scores, where there is any of it."""
    if detail.adjustments:
        yield Part("가감점")
        for each in detail.adjustments:
            ended = f" - 취소함: {each.revoked_for}" if each.revoked_for else ""
            yield Line(f"{names.rules.get(each.rule, each.rule)} {each.note or ''}{ended}".rstrip())
    if detail.objections:
        yield Part("이의신청")
        for one in detail.objections:
            yield Line(f"{one.ground} ({_VERDICTS[one.is_upheld]})")
            if one.reason:
                yield Line(one.reason, 2)


def _write_values(each: CardIndicator) -> tuple[str, ...]:
    told = {actual.quarter: actual for actual in each.actuals}
    values = (_trim(told[quarter].value) if quarter in told else "" for quarter in QUARTERS)
    return each.name, _trim(each.weight), f"{_trim(each.target)}{each.unit}", *values


def _show(exact: str | None) -> str:
    return str(_round(exact)) if exact is not None else "–"


def _trim(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def list_groups(board: Scoreboard, wanted: str) -> Sequence[BoardGroup]:
    """Return the group that is asked for, where its reader may see anybody of it."""
    return [each for each in board.groups if each.code == wanted and each.places]
