"""시군평가 laid out: the years, and one with its dates, its briefings and its result (EVL-30, EVL-36 to 39)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from contracts.evaluations.cycles import ProvinceCycle
from gateway.answers.province import LeagueTable, name_policy, tell_leagues
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.province.board import PATH as BOARD
from gateway.console.province.board import WAYS
from gateway.console.province.board import YEARS as PATH
from gateway.console.province.drafting import DRAFT, NEW, REVISE, prepare, prepare_new
from gateway.console.province.forms import YEAR_ACTS, adapt_year
from gateway.console.registers.declaring import Book, Cell, Column, Event, Fact, Ground, Part, Sheet
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.evaluations import PROVINCE_CYCLE_LABELS, PROVINCE_KIND_LABELS
from gateway.routers.province_cycles import YEARS, choose_years
from gateway.views.province_cycle import Row

_KINDS: Final[Mapping[str, ChipKind]] = {"DRAFT": ChipKind.WAITING, "CONFIRMED": ChipKind.MOVING}


def make_chip(row: Row) -> Chip:
    """Return the state of a year's set."""
    return Chip(_KINDS[row.state], _(PROVINCE_CYCLE_LABELS[row.state]), "")


def name_year(row: Row) -> str:
    """Return what a year is called."""
    return _("%(year)s년 시군평가", year=row.year)


def find_own(row: Row) -> LeagueTable | None:
    """Return the result of our own league, once it is known."""
    return next((each for each in tell_leagues(row) if each.is_own), None)


def tell_own(row: Row) -> str:
    """Return our points and our rank; nothing before they are known."""
    table = find_own(row)
    if table is None or table.own is None:
        return ""
    rank = _(" %(n)s위", n=table.own.rank) if table.own.rank is not None else ""
    return _("%(points)s점", points=table.own.points) + rank


async def lay_out(_visit: Visit, row: Row, _ground: Ground) -> Sheet:
    """Return a year with its dates, the versions of its set, its briefings and where else to go from it."""
    here = f"{PATH}/{row.year}"
    return Sheet(
        facts=tuple(_list_facts(row)),
        parts=(
            *([_lay_out_draft(row)] if row.draft is not None else []),
            _lay_out_versions(row),
            _lay_out_dues(row),
            _lay_out_briefings(row),
        ),
        links=(
            (f"{BOARD}?year={row.year}", _("지표 현황")),
            (f"{here}/forecast", _("예상 점수")),
            (f"{here}/league", _("평가 결과")),
            (f"{here}/cvps.xlsx", _("CVPS 엑셀")),
            (f"{here}/cvps.csv", _("CVPS CSV")),
        ),
    )


def _list_facts(row: Row) -> Iterator[Fact]:
    cycle = ProvinceCycle.model_validate(row.cycle)
    yield Fact("지표", _count(row), name_policy(row) or _("확정하기 전"))
    yield Fact("평가군", ", ".join(_("%(name)s %(n)s곳", name=each.name, n=len(each.cities)) for each in cycle.leagues))
    yield Fact("실적기준일", format_day(cycle.record_date))
    for each in cycle.phases:
        yield Fact("평가 일정", f"{each.name} {format_day(each.first)} ~ {format_day(each.last)}")
    yield Fact("목표 점수", _("%(points)s점", points=cycle.target))
    yield Fact("결과", tell_own(row) or _("아직 발표되지 않았습니다."))


def _count(row: Row) -> str:
    told: Mapping[str, Any] = row.draft if row.draft is not None else row.versions[-1]
    return _("정량 %(q)s개, 정성 %(s)s개", q=told["quantitative"], s=told["qualitative"])


def _lay_out_draft(row: Row) -> Part:
    assert row.draft is not None, "it is a draft"
    return Part(
        "작성 중인 지표",
        heads=(("지표", "main"), ("배점", "num"), ("CVPS 코드", ""), ("이어받는 지표", "")),
        rows=tuple(
            (
                Cell(f"{each['number']} {each['name']}"),
                Cell(each["weight"]),
                Cell(each["cvps"]),
                Cell(each["predecessor"] or "", link=f"{BOARD}/{each['predecessor']}" if each["predecessor"] else ""),
            )
            for each in row.draft["indicators"]
        ),
        acts=("draft",),
    )


def _lay_out_versions(row: Row) -> Part:
    told = [
        Event(
            format_day(date.fromisoformat(each["confirmed_on"])),
            _("%(n)s판: 정량 %(q)s개, 정성 %(s)s개", n=each["version"], q=each["quantitative"], s=each["qualitative"]),
            each["reason"] or "",
        )
        for each in row.versions
    ]
    return Part("지표의 판", events=tuple(told), none="아직 확정하지 않았습니다.", acts=("confirm", "revise"))


def _lay_out_dues(row: Row) -> Part:
    moved = {each["kind"]: each["reason"] for each in row.moves}
    return Part(
        "최종실적 제출기한",
        heads=(("구분", "main"), ("기한", ""), ("옮긴 사유", "text")),
        rows=tuple(
            (
                Cell(_(label)),
                Cell(format_day(date.fromisoformat(row.dues[kind]))),
                Cell(moved.get(kind, "")),
            )
            for kind, label in PROVINCE_KIND_LABELS.items()
        ),
        acts=("deadlines",),
    )


def _lay_out_briefings(row: Row) -> Part:
    held = {each["month"]: each for each in row.briefings}
    return Part(
        "부진지표 보고회",
        heads=(("달", "main"), ("연 날", ""), ("부진지표", "num")),
        rows=tuple(_tell_briefing(row.year, month, held.get(month)) for month in row.cycle["briefing_months"]),
        acts=("briefings",),
    )


def _tell_briefing(year: int, month: int, held: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    name = Cell(_("%(n)s월", n=month), link=f"{PATH}/{year}/briefings/{month}")
    if held is None:
        return name, Cell(_("열지 않음")), Cell("")
    return name, Cell(format_day(date.fromisoformat(held["held_on"]))), Cell(str(len(held["shown"])))


BOOK: Final = Book(
    path=PATH,
    title="시군평가",
    register=YEARS,
    choose=choose_years,
    head=lambda row, _ground: (name_year(row), make_chip(row)),
    columns=(
        Column("연도", lambda row, _ground: Cell(name_year(row)), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("지표", lambda row, _ground: Cell(_count(row))),
        Column("보고회", lambda row, _ground: Cell(str(len(row.briefings))), "num"),
        Column("결과", lambda row, _ground: Cell(tell_own(row))),
    ),
    lay_out=lay_out,
    empty=("아직 시군평가가 없습니다.", "그해의 지표를 작성하면 여기에 나타납니다."),
    new=NEW,
    prepare_new=prepare_new,
    acts={"draft": DRAFT, "revise": REVISE, **YEAR_ACTS},
    adapt=adapt_year,
    prepare=prepare,
    ways=WAYS,
    names="year",
)
router = make_router(BOOK)
