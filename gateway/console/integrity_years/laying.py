"""청렴도 한 해 laid out: grades and early warnings as trends, weeks, speakers, the handbook, the map (EVL-80 to 86)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from contracts.evaluations.integrity import ComponentKind, IntegrityMethod, weigh_parts
from gateway.console.evaluations.card import name_event
from gateway.console.evaluations.telling import round_score, trim
from gateway.console.integrity_years.drawing import Axis, Point, Trend, draw_trend
from gateway.console.integrity_years.forms import MONTHS, WORST
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import Cell, Ground, Part
from gateway.console.words import _
from gateway.labels.evaluations import COMPONENT_LABELS
from gateway.routers.integrity_years import BroadcastWeek, IntegrityOfYear, VulnerabilityMap, Warned
from gateway.views.integrity_year import Row

PATH: Final = "/integrity-years"
CASES: Final = "/violations"
WAYS: Final = ((PATH, "청렴도"), (CASES, "위반 사건"))
"""What stands beside one another: address and word."""
SHOWN: Final = 10
"""Years side by side."""
FIVE: Final = 5
"""Points between two marks of the scale."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the year as a cell: held, missing, or still to come."""

    number: int
    state: str
    words: str


def draw_grades(years: Sequence[IntegrityOfYear], current: int) -> Trend | None:
    """Return the announced grades of the last years; a year whose method is new stands behind a break (EVL-81)."""
    graded = {each.year: each.grade.grade for each in years if each.grade is not None}
    if not graded:
        return None
    first = max(min(graded), max(graded) - SHOWN + 1)
    shown = range(first, max(graded) + 1)
    points = [
        Point(year - first, Decimal(-graded[year]), _("%(n)s등급", n=graded[year]), year == current)
        for year in shown
        if year in graded
    ]
    marks = [(Decimal(-grade), _("%(n)s등급", n=grade)) for grade in range(WORST, 0, -1)]
    places = [_("%(year)s년", year=year) for year in shown]
    breaks = [each.year - first for each in years if each.is_break and each.year in shown]
    return draw_trend(points, Axis(places, marks), tell_grades(years), breaks)


def tell_grades(years: Sequence[IntegrityOfYear]) -> str:
    """Return the answer of the grades: the last one, and how it stands to that of the year before."""
    graded = {each.year: each for each in years if each.grade is not None}
    last = graded[max(graded)]
    before = graded.get(last.year - 1)
    assert last.grade is not None, "it is graded"
    told = _("%(year)s년 %(n)s등급", year=last.year, n=last.grade.grade)
    if before is None or before.grade is None:
        return told
    if last.is_break:
        return _("%(told)s, 산정 방법이 바뀌어 앞 해와 견줄 수 없음", told=told)
    fell = last.grade.grade - before.grade.grade
    if fell == 0:
        return _("%(told)s, 앞 해와 같음", told=told)
    words = "%(told)s, 앞 해보다 %(n)s등급 낮아짐" if fell > 0 else "%(told)s, 앞 해보다 %(n)s등급 높아짐"
    return _(words, told=told, n=abs(fell))


def lay_out_grades(years: Sequence[IntegrityOfYear], note: str) -> Part:
    """Return the same as a table: years, grades, index, and the event that told each (EVL-81)."""
    return Part(
        "권익위가 발표한 등급",
        heads=(("연도", "main"), ("등급", "num"), ("발표한 날", ""), ("청렴지수", "num"), ("산정 방법", "")),
        rows=tuple(
            (
                Cell(_("%(year)s년", year=each.year), link=f"{PATH}/{each.year}"),
                Cell(_("%(n)s등급", n=each.grade.grade) if each.grade else "", link=_find_grade(each)),
                Cell(format_day(each.grade.announced_on) if each.grade else ""),
                Cell(round_score(each.index.value) if each.index.value else ""),
                Cell(_("바뀜: 앞 해와 견줄 수 없음") if each.is_break else ""),
            )
            for each in years
        ),
        none="아직 발표된 등급이 없습니다.",
        acts=("grade",),
        note=note,
    )


def _find_grade(each: IntegrityOfYear) -> str:
    return name_event(each.grade.source) if each.grade else ""


def lay_out_parts(row: Row) -> Part:
    """Return each part of the index with its weight and what it adds; what they add comes to the index (EVL-80)."""
    told = {name: value for name, value in (row.method or {}).items() if name != "source"}
    method = IntegrityMethod.model_validate(told) if told else None
    rows = [_lay_out_part(kind, row, method) for kind in ComponentKind]
    basis = _("산정 근거: %(words)s", words=method.basis) if method else ""
    return Part(
        "구성 값과 가중치",
        heads=(("구성", "main"), ("값", "num"), ("가중치", "num"), ("지수에 더한 점수", "num"), ("출처", "text")),
        rows=tuple(rows),
        note=basis,
    )


def _lay_out_part(kind: ComponentKind, row: Row, method: IntegrityMethod | None) -> tuple[Cell, ...]:
    known = row.components.get(kind)
    score = Decimal(known["score"]) if known else None
    weight = weigh_parts(method)[kind] if method else None
    added = None
    if score is not None and method is not None and weight is not None:
        added = weight * (min(score, method.most_deduction) if kind is ComponentKind.DEDUCTION else score)
    return (
        Cell(_(COMPONENT_LABELS[kind])),
        Cell(trim(score) if score is not None else _("적지 않음"), link=_find_part(known)),
        Cell(_tell_weight(kind, method, weight)),
        Cell(round_score(str(added)) if added is not None else ""),
        Cell(known["told_by"] if known else ""),
    )


def _find_part(known: dict[str, object] | None) -> str:
    return f"/events/evaluations/{known['source']}" if known else ""


def _tell_weight(kind: ComponentKind, method: IntegrityMethod | None, weight: Decimal | None) -> str:
    if method is None or weight is None:
        return ""
    if kind is ComponentKind.DEDUCTION:
        return _("%(n)s점까지 뺌", n=trim(method.most_deduction))
    return trim(weight)


def draw_warnings(warnings: Sequence[Warned]) -> Trend | None:
    """Return the months' own measurements as a trend; no official index (EVL-82)."""
    if not warnings:
        return None
    scores = [each.score for each in warnings]
    low = int(min(scores) // FIVE) * FIVE
    high = (int(max(scores) // FIVE) + 1) * FIVE
    step = FIVE * max(1, -(-(high - low) // (FIVE * 4)))
    marks = [(Decimal(each), _("%(n)s점", n=each)) for each in range(low, high + step, step)]
    points = [Point(each.month - 1, each.score, trim(each.score), each is warnings[-1]) for each in warnings]
    last = warnings[-1]
    title = _("%(month)s월 %(score)s점 (공식 지수가 아님)", month=last.month, score=trim(last.score))
    return draw_trend(points, Axis([_("%(n)s월", n=month) for month in range(1, MONTHS + 1)], marks), title)


def lay_out_warnings(warnings: Sequence[Warned]) -> Part:
    """Return the same as a table, each with the events that it was taken from."""
    return Part(
        "월별 조기경보 값",
        heads=(("달", "main"), ("점수", "num"), ("응답", "num"), ("근거", "")),
        rows=tuple(
            (
                Cell(_("%(n)s월", n=each.month)),
                Cell(trim(each.score), link=name_event(each.source)),
                Cell(_("%(n)s명", n=f"{each.responses:,}")),
                Cell(_("설문 결과"), link=name_event(each.evidence[0])) if each.evidence else Cell(),
            )
            for each in warnings
        ),
        none="아직 적은 값이 없습니다. 만족도 조사에서 나온 값을 달마다 적습니다.",
        acts=("early-warning",),
    )


def lay_out_weeks(weeks: Sequence[BroadcastWeek], ground: Ground) -> Iterator[Week]:
    """Yield the weeks of a year as cells (EVL-83)."""
    for each in weeks:
        if each.held_on is not None:
            said = {"day": format_day(each.held_on), "who": _name_speaker(each, ground)}
            yield Week(each.week, "held", _("%(n)s주: %(day)s %(who)s", n=each.week, **said))
        elif each.is_missing:
            yield Week(each.week, "missing", _("%(n)s주: 방송하지 않음", n=each.week))
        else:
            yield Week(each.week, "ahead", _("%(n)s주: 아직 오지 않음", n=each.week))


def tell_weeks_held(weeks: Sequence[BroadcastWeek]) -> str:
    """Return the answer of the weeks: how many were held, and which are missing."""
    held = sum(each.held_on is not None for each in weeks)
    missing = [each.week for each in weeks if each.is_missing]
    if not missing:
        return _("청렴방송 %(held)s주, 빠진 주 없음", held=held)
    if len(missing) > FIVE:
        return _("청렴방송 %(held)s주, 빠진 주 %(n)s주", held=held, n=len(missing))
    return _("청렴방송 %(held)s주, %(weeks)s주 빠짐", held=held, weeks=", ".join(map(str, missing)))


def lay_out_speakers(weeks: Sequence[BroadcastWeek], ground: Ground) -> Part:
    """Return who has spoken, how often and when last; who has waited longest stands first, as the next (EVL-83)."""
    held = [each for each in weeks if each.held_on is not None]
    named = {_name_speaker(each, ground): each for each in held}
    counts = {name: sum(_name_speaker(each, ground) == name for each in held) for name in named}
    ordered = sorted(named.items(), key=lambda told: told[1].week)
    return Part(
        "방송 순번",
        heads=(("방송한 사람", "main"), ("횟수", "num"), ("마지막 방송", ""), ("내용", "text")),
        rows=tuple(
            (
                Cell(name),
                Cell(str(counts[name])),
                Cell(_("%(n)s주, %(day)s", n=last.week, day=format_day(last.held_on)) if last.held_on else ""),
                Cell(last.topic or ""),
            )
            for name, last in ordered
        ),
        note="오래 쉰 사람이 위에 있습니다. 같은 사람이 이어서 하지 않습니다." if named else "",
        none="아직 방송하지 않았습니다.",
        acts=("broadcast",),
    )


def _name_speaker(each: BroadcastWeek, ground: Ground) -> str:
    return f"{ground.name(each.department)} {each.speaker}"


def lay_out_handbook(told: IntegrityOfYear, may_list: bool) -> Part:
    """Return how many of those who are new have the handbook; who they are the office and the audit see (EVL-84)."""
    link = f"{PATH}/{told.year}/officials" if may_list and told.officials else ""
    whole = (
        Cell(_("신규 직원")),
        Cell(str(told.officials), link=link),
        Cell(str(told.handbooks)),
        Cell(f"{told.handbooks} / {told.officials}", bar=(told.handbooks, told.officials)),
    )
    return Part(
        "청렴 핸드북 배부",
        heads=(("구분", "main"), ("사람", "num"), ("받음", "num"), ("비중", "")),
        rows=(whole,) if told.officials else (),
        none="그해에 적은 신규 직원이 없습니다.",
        acts=("new-official", "handbook"),
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """A department on the map; without a count where it is not told."""

    name: str
    count: int | None


def lay_out_map(told: VulnerabilityMap) -> list[Tile]:
    """Return the departments, those whose count is told first and by it (EVL-86)."""
    tiles = [Tile(each.name, each.violations) for each in told.data]
    return sorted(tiles, key=lambda tile: (tile.count is None, -(tile.count or 0), tile.name))


def tell_map(tiles: Sequence[Tile], smallest: int) -> str:
    """Return the answer of the map."""
    known = [tile for tile in tiles if tile.count is not None]
    hidden = len(tiles) - len(known)
    if not known:
        return _("모든 부서의 위반 수가 %(n)s건 미만이어서 가렸습니다.", n=smallest)
    return _("부서 %(known)s곳의 위반 수를 보이고, %(hidden)s곳은 가렸습니다.", known=len(known), hidden=hidden)


def make_given_chip(given_on: date | None) -> Chip:
    """Return whether somebody has the handbook."""
    if given_on is None:
        return Chip(ChipKind.WAITING, _("받지 않음"), "")
    return Chip(ChipKind.DONE, _("받음"), format_day(given_on))
