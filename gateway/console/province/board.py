"""시군평가 지표 laid out: the board, and one with its opened score, its lineage and its work (EVL-31 to 44)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement

from contracts.directives import IssueDirective, OriginKind
from contracts.evaluations.province import write_points
from contracts.values import Role
from gateway.answers.opening import Opened
from gateway.answers.province import OPEN, find_month, open_indicator, waits_for_answer
from gateway.console.evidence import link_evidence
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.province.forms import INDICATOR_ACTS, adapt_indicator
from gateway.console.registers.declaring import (
    DEPARTMENTS,
    Book,
    Cell,
    Column,
    Event,
    Fact,
    Filter,
    Ground,
    Part,
    Sheet,
)
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.evaluations import PANEL_LABELS, PROVINCE_KIND_LABELS, PROVINCE_STATE_LABELS
from gateway.queries import province_indicator, rows
from gateway.routers.province_indicators import INDICATORS
from gateway.views.province_indicator import Row

PATH: Final = "/province-indicators"
YEARS: Final = "/province-cycles"
WAYS: Final = ((YEARS, "시군평가"), (PATH, "지표 현황"))
"""What stands beside it: address and word."""
ORIGIN: Final = OriginKind.INDICATOR
"""What a directive about an indicator comes from (XS-07)."""
FIRST_YEAR: Final = 2018
LAST_YEAR: Final = 2030
MONTHS: Final = (
    "1월 계획 미달",
    "2월 계획 미달",
    "3월 계획 미달",
    "4월 계획 미달",
    "5월 계획 미달",
    "6월 계획 미달",
    "7월 계획 미달",
    "8월 계획 미달",
    "9월 계획 미달",
    "10월 계획 미달",
    "11월 계획 미달",
    "12월 계획 미달",
)


def make_chip(row: Row, today: date) -> Chip:
    """Return how an indicator stands in this month."""
    if row.state != OPEN:
        return Chip(ChipKind.ENDED, _(PROVINCE_STATE_LABELS[row.state]), "")
    if waits_for_answer(row):
        return Chip(ChipKind.RETURNED, _("보완 요구"), "")
    if not row.results and not row.ranks:
        return Chip(ChipKind.WAITING, _("실적 없음"), "")
    if find_month(row.year, today) in row.behind:
        return Chip(ChipKind.LATE, _("부진"), "")
    return Chip(ChipKind.MOVING, _("계획대로"), "")


def write_figure(value: Decimal | None, unit: str | None = None) -> str:
    """Return a value with its unit; nothing where there is none."""
    return "" if value is None else f"{value:,f}{unit or ''}"


async def lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return an indicator with its score opened, the years before, and what was done with it."""
    may_issue = visit.may_send(IssueDirective) and visit.session.principal.role is not Role.AUDITOR
    async with visit.gate.reading() as snapshot:
        chosen = province_indicator.choose(lineage=row.lineage)
        kin = await rows.list_all(snapshot, province_indicator.VIEW, chosen, province_indicator.ORDER)
    return Sheet(
        facts=tuple(_list_facts(row, ground)),
        parts=(
            lay_out_score(open_indicator(row)),
            _lay_out_lineage(kin),
            _lay_out_results(row),
            *(_lay_out_quality(row) if row.told.shares else ()),
            _lay_out_feedback(row),
            *([_lay_out_changes(row)] if row.changes else []),
        ),
        links=(
            *([(f"/directives/new?origin={ORIGIN}:{row.indicator}", _("지시로 등록"))] if may_issue else []),
            (f"{YEARS}/{row.year}", _("%(year)s년 시군평가", year=row.year)),
        ),
    )


def _list_facts(row: Row, ground: Ground) -> Iterator[Fact]:
    told, (value, rank), score = row.told, row.latest, row.score
    yield Fact("득점", _("%(score)s점", score=write_points(score)) if score is not None else "–", _of(told.weight))
    if told.target is not None:
        yield Fact("목표", write_figure(told.target, told.unit))
        yield Fact("실적", write_figure(value, told.unit) or "–")
        behind = [_("%(n)s월", n=month) for month in row.behind]
        yield Fact("계획에 못 미치는 달", ", ".join(behind) or "–")
    else:
        yield Fact("순위", _("%(n)s위", n=rank) if rank is not None else "–")
    yield Fact("주관부서", ground.name(told.lead), told.post)
    yield Fact("협조부서", ", ".join(map(ground.name, told.supporting)) or "–")
    yield Fact("CVPS 코드", told.cvps)
    for directive in row.directives:
        yield Fact("지시사항", _("열기"), link=f"/directives/{directive}")


def _of(weight: Decimal) -> str:
    return _("배점 %(n)s점", n=weight)


def lay_out_score(opened: Opened) -> Part:
    """Return a score with each input and the event that it came from (EVL-40)."""
    return Part(
        "득점을 셈한 값",
        heads=(("값", "main"), ("수치", "num"), ("이벤트", "num")),
        rows=tuple(
            (Cell(_(each.name)), Cell(f"{each.value or ''}{each.unit or ''}"), _cite(each)) for each in opened.inputs
        ),
        note=opened.formula or "",
    )


def _cite(opened: Opened) -> Cell:
    """Return the position of the event that an input came from, as a way to it."""
    if not opened.sources:
        return Cell("–")
    source = opened.sources[0]
    return Cell(f"{source.position:,}", link=f"/events/{source.context}/{source.position}")


def _lay_out_lineage(kin: Sequence[Row]) -> Part:
    return Part(
        "해마다의 코드와 값",
        heads=(("지표", "main"), ("연도", "num"), ("목표", "num"), ("실적", "num"), ("득점", "num")),
        rows=tuple(
            (
                Cell(f"{each.number} {each.name}", link=f"{PATH}/{each.indicator}"),
                Cell(str(each.year)),
                Cell(write_figure(each.told.target, each.told.unit) or "–"),
                Cell(_write_latest(each)),
                Cell(write_points(each.score) if each.score is not None else "–"),
            )
            for each in kin
        ),
    )


def _write_latest(row: Row) -> str:
    value, rank = row.latest
    return write_figure(value, row.told.unit) or (_("%(n)s위", n=rank) if rank is not None else "–")


def _lay_out_results(row: Row) -> Part:
    unit = row.told.unit
    return Part(
        "제출한 실적",
        events=tuple(_tell_result(each, unit) for each in reversed(row.results)),
        none="아직 제출한 실적이 없습니다.",
        acts=("results", "rank"),
    )


def _tell_result(each: Mapping[str, Any], unit: str | None) -> Event:
    value = each["value"]
    what = write_figure(Decimal(value), unit) if value is not None else _("예상 %(n)s위", n=each["rank"])
    final = [_("최종실적")] if each["is_final"] else []
    words = [*final, *([each["note"]] if each["note"] else [])]
    on = format_day(date.fromisoformat(each["measured_on"]))
    return Event(on, what, "\n".join(words), link_evidence(each["evidence"]))


def _lay_out_quality(row: Row) -> tuple[Part, ...]:
    practices = Part(
        "우수사례",
        events=tuple(_tell_practice(each) for each in row.practices),
        none="아직 낸 우수사례가 없습니다.",
        acts=("practices", "selections"),
    )
    consulting = Part(
        "전문가 컨설팅",
        events=tuple(
            Event(format_day(date.fromisoformat(each["held_on"])), each["consultant"], each["advice"])
            for each in row.consulting
        ),
        none="아직 받은 컨설팅이 없습니다.",
        acts=("consulting",),
    )
    return practices, consulting


def _tell_practice(each: Mapping[str, Any]) -> Event:
    judged = each["judged"]
    state = _("심사 중") if judged is None else _("선정") if judged["is_selected"] else _("선정되지 않음")
    points = judged["contribution"] if judged is not None else None
    more = [_("기여도 %(n)s점", n=points)] if points is not None else []
    return Event(state, each["title"], "\n".join([each["summary"], *more]), link_evidence(each["evidence"]))


def _lay_out_feedback(row: Row) -> Part:
    return Part(
        "합동평가단",
        events=tuple(_tell_feedback(each) for each in row.feedback),
        none="아직 받은 검증 결과가 없습니다.",
        acts=("panel-feedback", "panel-answers"),
    )


def _tell_feedback(each: Mapping[str, Any]) -> Event:
    answer = each["answer"]
    words = [each["words"], *([_("답변: %(words)s", words=answer["words"])] if answer is not None else [])]
    on = format_day(date.fromisoformat(each["received_on"]))
    return Event(on, _(PANEL_LABELS[each["verdict"]]), "\n".join(words))


def _lay_out_changes(row: Row) -> Part:
    told = ((_("지표 %(n)s판", n=each["set_version"]), each["reason"]) for each in row.changes)
    return Part("확정한 뒤의 변경", events=tuple(Event(*each) for each in told))


def choose(**wanted: Any) -> list[ColumnElement[bool]]:
    """Return the conditions of the board: its address tells years and months as text."""
    whole = {name: int(wanted[name]) if wanted.get(name) else None for name in ("year", "behind")}
    return province_indicator.choose(**{**wanted, **whole})


BOOK: Final = Book(
    path=PATH,
    title="시군평가 지표",
    register=INDICATORS,
    choose=choose,
    head=lambda row, ground: (f"{row.number} {row.name}", make_chip(row, ground.today)),
    columns=(
        Column("지표", lambda row, _ground: Cell(f"{row.number} {row.name}"), "main"),
        Column("상태", lambda row, ground: Cell(chip=make_chip(row, ground.today))),
        Column("연도", lambda row, _ground: Cell(str(row.year)), "num"),
        Column("구분", lambda row, _ground: Cell(_(PROVINCE_KIND_LABELS[row.kind]))),
        Column("주관부서", lambda row, ground: Cell(ground.name(row.lead))),
        Column("배점", lambda row, _ground: Cell(write_figure(row.told.weight)), "num"),
        Column("목표", lambda row, _ground: Cell(write_figure(row.told.target, row.told.unit)), "num"),
        Column("실적", lambda row, _ground: Cell(_write_latest(row)), "num"),
        Column("득점", lambda row, _ground: Cell(write_points(row.score) if row.score is not None else ""), "num"),
    ),
    lay_out=lay_out,
    search="지표 이름·번호",
    filters=(
        Filter("year", "연도", {str(year): str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}),
        Filter("lead", "주관부서", DEPARTMENTS),
        Filter("kind", "구분", PROVINCE_KIND_LABELS),
        Filter("behind", "부진", {str(month): word for month, word in enumerate(MONTHS, 1)}),
        Filter("state", "평가", PROVINCE_STATE_LABELS),
    ),
    empty=("아직 확정한 지표가 없습니다.", "그해의 지표를 확정하면 여기에서 실적과 득점을 봅니다."),
    acts=INDICATOR_ACTS,
    adapt=adapt_indicator,
    ways=WAYS,
    names="code",
)
router = make_router(BOOK)
