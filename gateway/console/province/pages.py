"""Pages of a year of the province's evaluation: forecast, league with its dots, one briefing, files (EVL-39 to 43)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.cycles import Month, ProvinceCycle
from contracts.evaluations.province import is_behind, write_points
from gateway.access import Meta
from gateway.answers.entries import NOT_THERE
from gateway.answers.past import PastParameters, looking
from gateway.answers.province import OPEN, LeagueTable, forecast, tell_leagues
from gateway.commands import Year
from gateway.console.exports.making import find_maker, send_file
from gateway.console.past import Past
from gateway.console.present import format_day
from gateway.console.province.board import PATH as BOARD
from gateway.console.province.board import YEARS as PATH
from gateway.console.province.board import write_figure
from gateway.console.province.cycles import name_year
from gateway.console.province.drawing import DotPlot, draw_dots
from gateway.console.registers.declaring import Cell, Part
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.exports import plain, tables, workbook
from gateway.exports.making import NotMade
from gateway.queries import province_cycle, province_indicator, rows
from gateway.queries.history import Cut
from gateway.routers.province_exports import read_table
from gateway.views.province_cycle import CONTEXT
from gateway.views.province_cycle import Row as YearRow
from gateway.views.province_indicator import Row

router = APIRouter(prefix=f"{PATH}/{{entry}}", route_class=ConsoleRoute, include_in_schema=False)
Entry = Annotated[Year, Path(alias="entry")]
Asked = Annotated[Past, Query()]


@dataclass(frozen=True, slots=True)
class Found:
    """A year and its indicators, as they are or were."""

    year: YearRow
    indicators: list[Row]
    meta: Meta
    today: date
    cut: Cut
    past: Past


@router.get("/forecast")
async def show_forecast(request: Request, visit: SignedIn, entry: Entry, past: Asked) -> Response:
    """Show what the city would score today, indicator by indicator (EVL-40)."""
    found = await _read(visit, entry, past)
    told = forecast(found.year, found.indicators, found.today)
    title = _("오늘까지의 실적이면 %(points)s점, 목표까지 %(gap)s점", points=told.expected, gap=told.gap)
    sentence = _(
        "지표 %(of)s개 가운데 %(n)s개의 실적을 더했습니다. 이달 계획에 못 미친 지표는 %(behind)s개입니다.",
        of=told.of,
        n=told.reported,
        behind=told.behind,
    )
    part = Part(
        "지표별 득점",
        heads=(("지표", "main"), ("배점", "num"), ("실적", "num"), ("득점", "num")),
        rows=tuple(_tell_indicator(row) for row in found.indicators if row.state == OPEN),
        note=told.opened.formula or "",
        none="아직 확정한 지표가 없습니다.",
    )
    return await _show(request, found, title, [sentence], [part])


@router.get("/league")
async def show_league(request: Request, visit: SignedIn, entry: Entry, past: Asked) -> Response:
    """Show where our city stands in its league, as dots and as a table (EVL-30, EVL-43)."""
    found = await _read(visit, entry, past)
    leagues = tell_leagues(found.year)
    own = next((each for each in leagues if each.is_own and each.own is not None), None)
    cycle = ProvinceCycle.model_validate(found.year.cycle)
    title = _tell_answer(own) if own is not None else _("아직 발표되지 않았습니다.")
    plots = [draw_dots(each.places, cycle.city, each.average, each.name) for each in leagues]
    sentences = [line for each in leagues for line in _tell_league(each)]
    return await _show(request, found, title, sentences, [_lay_out(each) for each in leagues], plots)


@router.get("/briefings/{month}")
async def show_briefing(request: Request, visit: SignedIn, entry: Entry, month: Month, past: Asked) -> Response:
    """Show what a month's briefing told; of one to come, what it would tell now (EVL-39)."""
    found = await _read(visit, entry, past)
    if month not in found.year.cycle["briefing_months"]:
        raise Rejected("NOT_FOUND", NOT_THERE)
    named = {row.indicator: row for row in found.indicators}
    held = next((each for each in found.year.briefings if each["month"] == month), None)
    shown = held["shown"] if held is not None else _list_behind(found.indicators, month)
    title = _("%(n)s월 부진지표 %(count)s개", n=month, count=len(shown))
    on = format_day(date.fromisoformat(held["held_on"])) if held is not None else ""
    sentence = (
        _("%(day)s에 보고한 그대로입니다.", day=on) if held else _("아직 열지 않았습니다. 지금 열면 이렇게 보고합니다.")
    )
    part = Part(
        "계획에 못 미친 정량지표",
        heads=(("지표", "main"), ("그달 계획", "num"), ("실적", "num")),
        rows=tuple(_tell_behind(each, named) for each in shown),
        none="계획에 못 미친 지표가 없습니다.",
    )
    notes = [held["note"]] if held is not None and held["note"] else []
    return await _show(request, found, title, [sentence, *notes], [part])


@router.get("/cvps.{ending}")
async def send_cvps(
    request: Request, visit: SignedIn, entry: Entry, ending: Annotated[str, Path(pattern="^(xlsx|csv)$")]
) -> Response:
    """Send a year's indicators for the province's online evaluation (EVL-41)."""
    table = await read_table(visit.gate, entry, PastParameters())
    if ending == "csv":
        headers = [column.header for column in table.columns]
        made = await asyncio.to_thread(plain.write_csv, headers, table.rows)
        return send_file(made, plain.MEDIA_TYPE, f"{table.name}.csv")
    try:
        made = await find_maker(request).make_workbook(tables.make_book(table))
    except NotMade as error:
        raise Rejected("BUSY", str(error)) from error
    return send_file(made, workbook.MEDIA_TYPE, f"{table.name}.xlsx")


async def _read(visit: Visit, year: int, past: Past) -> Found:
    """Return a year and its indicators. Raises: Rejected with NOT_FOUND, NOT_YET."""
    async with looking(visit.gate, past.ask(), province_indicator.VIEW, province_cycle.VIEW) as look:
        found = await rows.find_row(look.snapshot, province_cycle.VIEW, year)
        if found is None:
            raise Rejected("NOT_FOUND", NOT_THERE)
        chosen, order = province_indicator.choose(year=year), province_indicator.ORDER
        indicators = await rows.list_all(look.snapshot, province_indicator.VIEW, chosen, order)
        return Found(found, indicators, await look.tell(), look.today, look.cut, past)


async def _show(
    request: Request,
    found: Found,
    title: str,
    sentences: Sequence[str],
    parts: Sequence[Part],
    plots: Sequence[DotPlot] = (),
) -> Response:
    here = request.url.path
    return await show(
        request,
        "province.html",
        crumb=(f"{PATH}/{found.year.year}", name_year(found.year)),
        title=title,
        sentences=sentences,
        parts=parts,
        plots=plots,
        position=found.meta.position[CONTEXT],
        cut=found.cut,
        past=found.past,
        past_path=here,
        past_kept={},
        past_link=here,
    )


def _tell_indicator(row: Row) -> tuple[Cell, ...]:
    value, rank = row.latest
    shown = write_figure(value, row.told.unit) or (_("%(n)s위", n=rank) if rank is not None else "")
    return (
        Cell(f"{row.number} {row.name}", link=f"{BOARD}/{row.indicator}"),
        Cell(write_figure(row.told.weight)),
        Cell(shown),
        Cell(write_points(row.score) if row.score is not None else ""),
    )


def _tell_answer(table: LeagueTable) -> str:
    assert table.own is not None, "it is ours"
    rank = _("%(n)s위", n=table.own.rank) if table.own.rank is not None else _("순위 미상")
    told = {"name": table.own.name, "points": table.own.points, "league": table.name, "rank": rank}
    if table.gap is None:
        return _("%(name)s %(points)s점, %(league)s %(rank)s", **told)
    sign = "" if table.gap.startswith("-") else "+"
    return _("%(name)s %(points)s점, %(league)s %(rank)s, 평균 대비 %(gap)s", **told, gap=f"{sign}{table.gap}")


STATED: Final[Mapping[str, str]] = {"average": "평균", "gap": "차이", "rank": "순위"}


def _tell_league(table: LeagueTable) -> list[str]:
    """Return what stands beside the dots: average, incentive, and where what was stated differs."""
    told = [
        _("%(league)s 평균 %(average)s점", league=table.name, average=table.average or "–"),
        _("재정 인센티브 %(won)s원", won=f"{table.incentive_won:,}"),
        _("출처 %(source)s", source=table.origin),
    ]
    stated = {"average": table.stated_average, "gap": table.stated_gap, "rank": table.stated_rank}
    differing = [
        _("발표된 %(what)s %(stated)s는 셈한 값과 다릅니다.", what=_(STATED[name]), stated=stated[name])
        for name in table.differs
    ]
    return [" · ".join(told), *differing]


def _lay_out(table: LeagueTable) -> Part:
    return Part(
        table.name,
        heads=(("시군", "main"), ("점수", "num"), ("순위", "num"), ("등급", "")),
        rows=tuple(
            (
                Cell(each.name),
                Cell(each.points),
                Cell(str(each.rank) if each.rank is not None else ""),
                Cell(each.band or ""),
            )
            for each in table.places
        ),
    )


def _list_behind(indicators: Sequence[Row], month: int) -> list[Mapping[str, Any]]:
    """Return what a briefing of a month would show now."""
    shown: list[Mapping[str, Any]] = []
    for row in indicators:
        plan, (value, _rank) = row.told.find_plan(month), row.latest
        polarity = row.told.polarity
        if row.state == OPEN and polarity is not None and plan is not None and is_behind(polarity, plan, value):
            shown.append({"code": row.indicator, "value": value, "plan": plan})
    return shown


def _tell_behind(shown: Mapping[str, Any], named: Mapping[str, Row]) -> tuple[Cell, ...]:
    row, value = named.get(shown["code"]), shown["value"]
    unit = row.told.unit if row is not None else None
    name = f"{row.number} {row.name}" if row is not None else shown["code"]
    return (
        Cell(name, link=f"{BOARD}/{shown['code']}"),
        Cell(write_figure(Decimal(shown["plan"]), unit)),
        Cell(write_figure(Decimal(value), unit) if value is not None else _("실적 없음")),
    )
