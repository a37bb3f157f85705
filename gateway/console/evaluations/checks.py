"""지표 연결, 분기 점검 laid out: the matrix of links, what nobody serves, what is missing (EVL-07, EVL-12)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from pydantic import Field

from contracts.evaluations.links import LinkKind
from gateway.console.evaluations.telling import CARDS, LINKS
from gateway.console.past import Past
from gateway.console.registers.declaring import Cell, Part
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.evaluations import LINK_LABELS
from gateway.queries import province_indicator, rows
from gateway.routers.evaluation_checks import Checked, Coverage, Linked

KINDS: Final = (LinkKind.PROVINCE, LinkKind.PLEDGE, LinkKind.GOAL)
"""What an indicator may serve."""
UNLINKED: Final = "unlinked"
ORPHANS: Final = "orphans"
INDICATORS: Final = "/province-indicators"


class Asked(Past):
    """Which year and quarter; of the links, what is missing, or whose."""

    year: str = ""
    quarter: str = ""
    only: str = ""
    department: str = Field(default="", max_length=40)

    def link(self, path: str, year: int, **other: object) -> str:
        """Return the address of another choice on the same day."""
        return f"{path}?{urlencode({'year': year, **_drop_empty(other), **self.kept})}"


def _drop_empty(told: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if value}


async def lay_out_links(visit: Visit, found: Coverage, asked: Asked, names: Mapping[str, str]) -> list[Part]:
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


def lay_out_quarter(year: int, checked: Sequence[Checked], names: Mapping[str, str]) -> Part:
    """Return whose values are there and which are missing; `checked` come in the order of the table."""
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
