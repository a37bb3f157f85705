"""지표 연결, 분기 점검: what a year's indicators serve, and whose values of a quarter are missing (EVL-07, EVL-12)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.access import Meta
from gateway.console.evaluations.board_pages import Choice
from gateway.console.evaluations.checks import ORPHANS, UNLINKED, Asked, lay_out_links, lay_out_quarter
from gateway.console.evaluations.entry import MOST
from gateway.console.evaluations.entry_pages import find_quarter
from gateway.console.evaluations.telling import LINKS, QUARTERS, WAYS, find_cut
from gateway.console.past import Past
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import Part
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import evaluation_plan, scorecard
from gateway.queries.rows import Place, list_page
from gateway.routers.evaluation_checks import read_links, read_quarter

SHOWN: Final = 6
"""Years to choose from, the last ones."""
router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get(LINKS)
async def show_links(request: Request, visit: SignedIn, asked: Annotated[Asked, Query()]) -> Response:
    """Show how many indicators are linked, which, and what of the province's evaluation nobody serves (EVL-07)."""
    years, title = await _list_years(visit), _("지표 연결")
    if not years:
        return await _show(request, title)
    year = _choose_year(years, asked.year)
    told = await read_links(visit.gate, visit.session.principal, year, asked.ask())
    found, ground = told.data, (await read_ground(visit))[0]
    counts = {"linked": found.linked, "total": found.total, "percent": found.percent or "–"}
    return await _show(
        request,
        title,
        answer=_("지표 %(total)s개 가운데 %(linked)s개(%(percent)s%%)가 이어졌습니다.", **counts),
        state=_tell_orphans(found.orphans),
        sentences=[_("%(linked)s ÷ %(total)s: 시군평가·공약·목표 가운데 하나라도 이어진 지표의 수", **counts)],
        choosing=[_list_choices(LINKS, years, year, asked), _list_sights(year, asked)],
        parts=await lay_out_links(visit, found, asked, ground.names),
        past=asked,
        kept={"year": str(year)},
        meta=told.meta,
    )


@router.get(QUARTERS)
async def show_quarter(request: Request, visit: SignedIn, asked: Annotated[Asked, Query()]) -> Response:
    """Show whose values of a quarter are missing, and by which day they were to be there (EVL-12)."""
    years, title = await _list_years(visit), _("분기 점검")
    if not years:
        return await _show(request, title)
    year = _choose_year(years, asked.year)
    quarter = int(asked.quarter) if asked.quarter in {"1", "2", "3", "4"} else find_quarter(year, visit.today)
    told = await read_quarter(visit.gate, visit.session.principal, year, quarter, asked.ask())
    found = told.data
    ground, _departments = await read_ground(visit)
    short = [each for each in found.departments if each.missing]
    choices = [Choice(_("%(n)s분기", n=n), asked.link(QUARTERS, year, quarter=n), n == quarter) for n in (1, 2, 3, 4)]
    counts = {"of": len(found.departments), "n": len(short)}
    late = Chip(ChipKind.LATE, _("기한 지남"), "") if found.is_late else None
    return await _show(
        request,
        title,
        answer=_("%(of)s개 부서 가운데 %(n)s개 부서의 실적이 빠졌습니다.", **counts)
        if short
        else _("빠진 실적이 없습니다."),
        state=late,
        sentences=[_("%(day)s까지: 분기가 끝나고 열 번째 근무일", day=format_day(found.due_on))],
        choosing=[_list_choices(QUARTERS, years, year, asked), choices],
        parts=[
            lay_out_quarter(year, [*short, *(each for each in found.departments if not each.missing)], ground.names)
        ],
        past=asked,
        kept={"year": str(year), "quarter": str(quarter)},
        meta=told.meta,
    )


async def _list_years(visit: Visit) -> list[int]:
    """Return the years whose evaluation has begun, the newest first."""
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, evaluation_plan.VIEW, [], evaluation_plan.ORDER, Place(MOST, is_falling=True))
    return [row.year for row in page.rows if row.versions]


def _choose_year(years: Sequence[int], asked: str) -> int:
    return next((each for each in years if str(each) == asked), years[0])


def _list_choices(path: str, years: Sequence[int], year: int, asked: Asked) -> list[Choice]:
    shown = sorted({*years[:SHOWN], year}, reverse=True)
    return [Choice(_("%(year)s년", year=each), asked.link(path, each), each == year) for each in shown]


def _tell_orphans(orphans: Sequence[str]) -> Chip | None:
    """Return the alert that something of the province's evaluation is nobody's."""
    return (
        Chip(ChipKind.LATE, _("맡은 부서 지표가 없는 시군평가 지표 %(n)s개", n=len(orphans)), "") if orphans else None
    )


def _list_sights(year: int, asked: Asked) -> list[Choice]:
    words = {
        "": _("부서마다"),
        UNLINKED: _("이어지지 않은 부서 지표"),
        ORPHANS: _("맡은 부서 지표가 없는 시군평가 지표"),
    }
    sights = [Choice(word, asked.link(LINKS, year, only=only), asked.only == only) for only, word in words.items()]
    return [replace(each, is_current=each.is_current and not asked.department) for each in sights]


async def _show(
    request: Request,
    title: str,
    *,
    answer: str = "",
    state: Chip | None = None,
    sentences: Sequence[str] = (),
    choosing: Sequence[Sequence[Choice]] = (),
    parts: Sequence[Part] = (),
    past: Past | None = None,
    kept: Mapping[str, str] | None = None,
    meta: Meta | None = None,
) -> Response:
    """Show a check, or that no year has begun yet."""
    path = request.url.path
    more = {"position": meta.position[scorecard.VIEW.context]} if meta else {}
    return await show(
        request,
        "evaluation_checks.html",
        title=title,
        answer=answer,
        state=state,
        sentences=sentences,
        choosing=choosing,
        parts=parts,
        beside=WAYS,
        past=past,
        cut=find_cut(past) if past else None,
        past_path=path,
        past_kept=kept or {},
        past_link=f"{path}?{urlencode(kept or {})}",
        **more,
    )
