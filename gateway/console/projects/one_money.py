"""The money of one project: its total as written, sources, years, items, rounds, and what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.projects import Source, Unit
from contracts.projects.budget import RoundKind, find_shortfall
from gateway.console.projects.amounts import show_bare, show_full, show_share, show_written
from gateway.console.projects.drawing import Segment, stack
from gateway.console.projects.listing import UNTOLD, Part, list_parts
from gateway.console.projects.schedule import phase_chip, show_period
from gateway.console.projects.tables import Cell, Table, amount, keep_filled, number, tell
from gateway.console.words import _
from gateway.labels.projects import CARRY_OVER_LABELS, ROUND_LABELS, SOURCE_LABELS
from gateway.views.project import Row


@dataclass(frozen=True, slots=True)
class Money:
    """What it costs, has and has spent."""

    has_plan: bool
    total: str
    written: str
    """As the source has it, where that is said otherwise."""
    secured: str
    executed: str
    shortfall: str
    secured_share: str
    is_short: bool
    segments: list[Segment]
    parts: list[Part]
    progress: list[Segment]
    standing: list[Part]
    """What of the total is secured, and what is not."""
    tables: list[Table]


def lay_out_money(row: Row, unit: Unit) -> Money:
    """Return the money of a project in a unit."""
    total, is_approximate = row.total_won, row.is_approximate
    sources = find_sources(row)
    untold = (total or 0) - sum(sources.values()) if not sources else 0
    shown = show_full(total, unit, is_approximate=is_approximate)
    written = show_written(row.total)
    progress = [("SECURED", row.secured_won), ("SHORT", row.shortfall_won or 0)]
    words = (_("확보"), _("부족"))
    return Money(
        has_plan=total is not None,
        total=shown,
        written=written if written.replace(" ", "") != shown.replace(" ", "") else "",
        secured=show_full(row.secured_won, unit),
        executed=show_full(row.executed_won, unit),
        shortfall=show_full(row.shortfall_won, unit, is_approximate=is_approximate and bool(row.shortfall_won)),
        secured_share=show_share(row.secured_won, total or 0),
        is_short=bool(row.shortfall_won),
        segments=stack([*((source.value, won) for source, won in sources.items()), (UNTOLD, untold)], total or 1),
        parts=list_parts(sources, untold, total or 0, unit),
        progress=stack(progress, max(total or 0, row.secured_won, 1)),
        standing=[
            _tell_part(name, word, won, total or 0, unit) for (name, won), word in zip(progress, words, strict=True)
        ],
        tables=keep_filled(_list_tables(row, unit)),
    )


def _tell_part(name: str, word: str, won: int, whole: int, unit: Unit) -> Part:
    return Part(name, word, show_bare(won, unit), show_share(won, whole))


def find_sources(row: Row) -> dict[Source, int]:
    """Return what each source gives, as the plan states it or a programme's rates give it; nothing where untold."""
    stated = {line["source"]: line["amount"]["won"] for line in row.sources or row.split}
    return {source: stated[source] for source in Source if source in stated}


def _list_tables(row: Row, unit: Unit) -> list[Table]:
    return [
        _list_sources(row, unit),
        _list_items(row, unit),
        _list_years(row, unit),
        _list_secured(row, unit),
        _list_executed(row, unit),
        _list_transfers(row, unit),
        _list_carried(row, unit),
    ]


def _list_sources(row: Row, unit: Unit) -> Table:
    """What the plan states beside what the programme's rates give, where a programme pays."""
    stated = {line["source"]: line["amount"] for line in row.sources}
    split = {line["source"]: line["amount"] for line in row.split}
    rows: list[Sequence[Cell]] = []
    for source in Source if row.programme and row.sources and row.split else ():
        if source not in stated and source not in split:
            continue
        apart = (stated.get(source) or {"won": 0})["won"] - (split.get(source) or {"won": 0})["won"]
        differs = Cell(show_full(apart, unit) if apart else _("같음"), is_number=True)
        word = _(SOURCE_LABELS[source])
        rows.append((tell(word), amount(stated.get(source), unit), amount(split.get(source), unit), differs))
    heads = (_("재원"), _("계획"), _("보조율로 계산"), _("차이"))
    return Table("split", _("재원사업의 보조율과 비교"), heads, rows)


def _list_items(row: Row, unit: Unit) -> Table:
    """Each item of the plan: its cost, what is secured and spent for it, and what is missing (PRJ-19)."""
    costs = {line["item"]: line["amount"] for line in row.lines}
    rows = [
        _list_item(name, told, row.items.get(name, {"secured_won": 0, "executed_won": 0}), unit)
        for name, told in costs.items()
    ]
    loose = {name: sums for name, sums in row.items.items() if name not in costs}
    rows += [_list_item(name or _("항목 없음"), None, sums, unit) for name, sums in loose.items()] if costs else []
    notes = [_("내역은 총사업비의 일부")] if costs and not row.lines_are_whole else []
    heads = (_("내역"), _("사업비"), _("확보"), _("집행"), _("부족"))
    return Table("items", _("내역별"), heads, rows, notes=notes)


def _list_item(name: str, told: Mapping[str, Any] | None, sums: Mapping[str, int], unit: Unit) -> Sequence[Cell]:
    missing = "–" if told is None else show_full(find_shortfall(told["won"], sums["secured_won"]), unit)
    spent = [number(show_full(sums[each], unit)) for each in ("secured_won", "executed_won")]
    return (tell(name), amount(told, unit), *spent, number(missing))


def _list_years(row: Row, unit: Unit) -> Table:
    """Each fiscal year's plan by source; what comes later last (PRJ-21)."""
    found = [source for source in Source if any(each["source"] == source for each in row.years)]
    years = sorted({each["year"] for each in row.years}, key=lambda year: (year is None, year or 0))
    rows: list[Sequence[Cell]] = []
    for year in years:
        entries = {each["source"]: each for each in row.years if each["year"] == year}
        whole = sum(each["won"] for each in entries.values())
        about = any(each["is_approximate"] for each in entries.values())
        word = _("이후") if year is None else _("%(year)s년", year=year)
        cells = [amount(entries.get(source), unit) for source in found]
        rows.append((tell(word), *cells, number(show_full(whole, unit, is_approximate=about))))
    heads = (_("회계연도"), *(_(SOURCE_LABELS[source]) for source in found), _("계"))
    return Table("years", _("연도별 투자계획"), heads, rows)


def name_round(told: Mapping[str, Any]) -> str:
    """Return what offices call a budget: 2018년 제2회 추가경정예산 (PRJ-20)."""
    if told["kind"] == RoundKind.ORIGINAL:
        return _("%(year)s년 %(kind)s", year=told["year"], kind=_(ROUND_LABELS[told["kind"]]))
    kind = _(ROUND_LABELS[told["kind"]])
    return _("%(year)s년 제%(number)s회 %(kind)s", year=told["year"], number=told["number"], kind=kind)


def _list_secured(row: Row, unit: Unit) -> Table:
    heads = (_("예산"), _("재원"), _("내역"), _("확보일"), _("금액"))
    rows = [
        (
            tell(name_round(each["round"])),
            tell(_(SOURCE_LABELS[each["source"]])),
            tell(each["item"]),
            tell(show_period(each["on"])),
            amount(each["amount"], unit),
        )
        for each in row.secured
    ]
    lead = _("%(n)s번에 %(total)s", n=len(rows), total=show_full(row.secured_won, unit)) if rows else ""
    return Table("secured", _("예산 확보"), heads, rows, lead)


def _list_executed(row: Row, unit: Unit) -> Table:
    heads = (_("집행일"), _("내역"), _("금액"), _("확보액을 넘긴 사유"))
    rows = [
        (tell(show_period(each["on"])), tell(each["item"]), amount(each["amount"], unit), tell(each["override_reason"]))
        for each in row.executed
    ]
    share = show_share(row.executed_won, row.secured_won)
    total = show_full(row.executed_won, unit)
    lead = _("%(n)s번에 %(total)s, 확보의 %(share)s", n=len(rows), total=total, share=share) if rows else ""
    return Table("executed", _("집행"), heads, rows, lead)


def _list_transfers(row: Row, unit: Unit) -> Table:
    heads = (_("날짜"), _("보낸 내역"), _("받은 내역"), _("금액"), _("사유"))
    rows = [
        (
            tell(show_period(each["on"])),
            tell(each["from_item"]),
            tell(each["to_item"]),
            amount(each["amount"], unit),
            tell(each["reason"]),
        )
        for each in row.transfers
    ]
    return Table("transfers", _("전용"), heads, rows)


def _list_carried(row: Row, unit: Unit) -> Table:
    heads = (_("구분"), _("앞 연도"), _("다음 연도"), _("금액"))
    rows = [
        (
            tell(_(CARRY_OVER_LABELS[each["kind"]])),
            tell(each["from_year"]),
            tell(each["to_year"]),
            amount(each["amount"], unit),
        )
        for each in row.carried
    ]
    return Table("carried", _("이월"), heads, rows)


def list_children(children: Sequence[Row], row: Row, unit: Unit, suffix: str) -> list[Table]:
    """Return the parts of a project, and the city's share in a joint one (PRJ-13, PRJ-16, PRJ-53)."""
    parts = [each for each in children if each.relation == "PART"]
    shares = [each for each in children if each.relation == "CITY_SHARE"]
    heads = (_("사업명"), _("사업기간"), _("총사업비"), _("확보"), _("부족"), _("상태"))
    tables = [
        Table(
            "parts", _("세부사업"), heads, [_list_child(each, unit, suffix) for each in parts], _sum(parts, row, unit)
        ),
        Table(
            "share",
            _("시 부담 사업"),
            heads,
            [_list_child(each, unit, suffix) for each in shares],
            " ".join(_tell_share(each, row, unit) for each in shares),
        ),
    ]
    return keep_filled(tables)


def _list_child(child: Row, unit: Unit, suffix: str) -> Sequence[Cell]:
    return (
        Cell(child.name, link=f"/projects/{child.project}{suffix}"),
        tell(show_period(child.period)),
        amount(child.total, unit),
        number(show_full(child.secured_won, unit)),
        number(show_full(child.shortfall_won, unit)),
        Cell("", chip=phase_chip(child.phase)),
    )


def _sum(parts: Sequence[Row], row: Row, unit: Unit) -> str:
    if not parts:
        return ""
    whole = sum(each.total_won or 0 for each in parts)
    about = any(each.is_approximate for each in parts)
    told = _("%(n)s개 사업 %(sum)s", n=len(parts), sum=show_full(whole, unit, is_approximate=about))
    if row.total_won is None or whole == row.total_won:
        return told
    apart = show_full(whole - row.total_won, unit)
    return _("%(told)s, 전체 사업비와 %(apart)s 다름", told=told, apart=apart)


def _tell_share(child: Row, row: Row, unit: Unit) -> str:
    if child.total_won is None or not row.total_won:
        return ""
    return _(
        "전체 %(whole)s 가운데 시 부담 %(part)s(%(share)s)",
        whole=show_full(row.total_won, unit, is_approximate=row.is_approximate),
        part=show_full(child.total_won, unit, is_approximate=child.is_approximate),
        share=show_share(child.total_won, row.total_won),
    )


def show_total(row: Row, unit: Unit) -> str:
    """Return the total of a project in a unit, without it."""
    return show_bare(row.total_won, unit, is_approximate=row.is_approximate)
