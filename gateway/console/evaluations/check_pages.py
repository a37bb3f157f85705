"""지표 연결, 분기 점검: what a year's indicators serve, and whose values of a quarter are missing (EVL-07, EVL-12)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from contracts.evaluations.scorecards import LinkKind
from gateway.access import Meta
from gateway.console.evaluations.board_pages import Choice
from gateway.console.evaluations.entry import MOST
from gateway.console.evaluations.entry_pages import find_quarter
from gateway.console.evaluations.telling import CARDS, LINKS, QUARTERS, WAYS, find_cut
from gateway.console.past import Past
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import Cell, Part
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.labels_evaluations import LINK_LABELS
from gateway.queries import evaluation_plan, province_indicator, rows, scorecard
from gateway.queries.rows import Place, list_page
from gateway.routers.evaluation_checks import Checked, Coverage, Linked, read_links, read_quarter

SHOWN: Final = 6
"""Years to choose from, the last ones."""
KINDS: Final = (LinkKind.PROVINCE, LinkKind.PLEDGE, LinkKind.GOAL)
"""What an indicator may serve."""
UNLINKED: Final = "unlinked"
ORPHANS: Final = "orphans"
INDICATORS: Final = "/province-indicators"

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


class Asked(Past):
    """Which year and quarter; of the links, what is missing, or whose."""

    year: str = ""
    quarter: str = ""
    only: str = ""
    department: str = Field(default="", max_length=40)

    def link(self, path: str, year: int, **other: object) -> str:
        """Return the address of another choice on the same day."""
        return f"{path}?{urlencode({'year': year, **_drop_empty(other), **self.kept})}"


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
        parts=await _lay_out_links(visit, found, asked, ground.names),
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
            _lay_out_quarter(year, [*short, *(each for each in found.departments if not each.missing)], ground.names)
        ],
        past=asked,
        kept={"year": str(year), "quarter": str(quarter)},
        meta=told.meta,
    )


def _drop_empty(told: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if value}


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


async def _lay_out_links(visit: Visit, found: Coverage, asked: Asked, names: Mapping[str, str]) -> list[Part]:
    """Return what the address asks for: departments, one department's indicators, those without a link, orphans."""
    year = found.year
    if asked.department:
        own = [each for each in found.indicators if each.department == asked.department]
        return [_lay_out_indicators(names.get(asked.department, asked.department), year, own, names)]
    if asked.only == UNLINKED:
        bare = [each for each in found.indicators if not each.links]
        return [_lay_out_indicators("이어지지 않은 부서 지표", year, bare, names)]
    if asked.only == ORPHANS:
        return [await _lay_out_orphans(visit, year, found.orphans, names)]
    return [_lay_out_departments(asked, year, found.indicators, names)]


def _lay_out_departments(asked: Asked, year: int, indicators: Sequence[Linked], names: Mapping[str, str]) -> Part:
    """Return the matrix: a row a department, how many of its indicators serve what."""
    whole = Counter(each.department for each in indicators)
    linked = Counter(each.department for each in indicators if each.links)
    serving = Counter((each.department, kind) for each in indicators for kind in each.links)
    return Part(
        "부서마다",
        heads=(
            ("부서", "main"),
            ("지표", "num"),
            *((LINK_LABELS[kind], "num") for kind in KINDS),
            ("이어진 지표", "num"),
        ),
        rows=tuple(
            (
                Cell(names.get(code, code), link=asked.link(LINKS, year, department=code)),
                Cell(f"{count:,}"),
                *(Cell(f"{serving[code, kind]:,}") for kind in KINDS),
                Cell(f"{linked[code]:,} / {count:,}", bar=(linked[code], count)),
            )
            for code, count in whole.items()
        ),
        none="볼 수 있는 부서가 없습니다.",
    )


async def _lay_out_orphans(visit: Visit, year: int, orphans: Sequence[str], names: Mapping[str, str]) -> Part:
    async with visit.gate.reading() as snapshot:
        chosen = province_indicator.choose(year=year)
        found = await rows.list_all(snapshot, province_indicator.VIEW, chosen, province_indicator.ORDER)
    return Part(
        "맡은 부서 지표가 없는 시군평가 지표",
        heads=(("시군평가 지표", "main"), ("주관부서", "")),
        rows=tuple(
            (
                Cell(f"{row.number} {row.name}", link=f"{INDICATORS}/{row.indicator}"),
                Cell(names.get(row.lead, row.lead)),
            )
            for row in found
            if row.indicator in set(orphans)
        ),
        none="모든 시군평가 지표를 부서 지표가 맡고 있습니다.",
        note="주관부서의 성과표에서 지표를 시군평가 지표와 이으면 여기에서 빠집니다." if orphans else "",
    )


def _lay_out_indicators(title: str, year: int, linked: Sequence[Linked], names: Mapping[str, str]) -> Part:
    """Return indicators: a column what each may serve."""
    return Part(
        title,
        heads=(("지표", "main"), ("부서", ""), *((LINK_LABELS[kind], "text") for kind in KINDS)),
        rows=tuple(
            (
                Cell(each.name, link=f"{CARDS}/{year}-{each.department}"),
                Cell(names.get(each.department, each.department)),
                *(_tell_served(year, each.links.get(kind, [])) for kind in KINDS),
            )
            for each in linked
        ),
        none="그런 지표가 없습니다.",
    )


def _tell_served(year: int, served: Sequence[str]) -> Cell:
    """Return what an indicator serves; one of the province's, named by its code, opens."""
    is_code = len(served) == 1 and served[0].startswith(f"{year}-")
    return Cell(", ".join(served), link=f"{INDICATORS}/{served[0]}" if is_code else "")


def _lay_out_quarter(year: int, checked: Sequence[Checked], names: Mapping[str, str]) -> Part:
    return Part(
        "부서마다",
        heads=(("부서", "main"), ("지표", "num"), ("들어온 실적", "num"), ("확인", "num"), ("빠진 실적", "text")),
        rows=tuple(
            (
                Cell(names.get(each.department, each.department), link=f"{CARDS}/{year}-{each.department}"),
                Cell(f"{each.indicators:,}"),
                Cell(f"{each.recorded:,}"),
                Cell(f"{each.verified:,}"),
                Cell(", ".join(each.missing) or _("없음")),
            )
            for each in checked
        ),
        none="볼 수 있는 부서가 없습니다.",
    )


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
