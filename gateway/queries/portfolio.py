"""사업 현황: what the listed projects cost, have and have spent, by programme, department, phase, source and year.

A sum counts each won once: of a project that is divided its parts' costs stand for its own, and of a joint project and
the city's share in it only one counts. What was secured or spent was recorded once, wherever that was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Integer,
    TableValuedAlias,
    Text,
    and_,
    column,
    exists,
    func,
    true,
)
from sqlalchemy import select as choose_from

from contracts.projects import Source
from contracts.projects.budget import find_shortfall
from gateway.gate import Snapshot
from gateway.queries.project import TABLE, Filter, choose

MOST: Final = 1_000
"""Groups of one answer: programmes, departments, years with their sources."""
C: Final = TABLE.c
WON: Final[Mapping[Source, Column[Any]]] = {source: C[f"{source.lower()}_won"] for source in Source}
"""What each source gives."""


class Dimension(StrEnum):
    """By what sums are told apart, besides source and year."""

    PROGRAMME = "programme"
    LEAD = "lead"
    TEAM = "team"
    PHASE = "phase"
    KIND = "kind"
    TERM = "term"


class Basis(StrEnum):
    """What of a joint project counts where the city has a share in it (PRJ-16, PRJ-53)."""

    WHOLE = "whole"
    """The whole of it."""
    CITY = "city"
    """The city's share."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some projects come to, in won."""

    projects: int
    """Whose cost is counted."""
    total_won: int
    is_approximate: bool
    sources: Mapping[Source, int]
    untold_won: int
    """Of the total: of projects that do not tell their sources."""
    secured_won: int
    executed_won: int

    @property
    def shortfall_won(self) -> int:
        """What is not secured."""
        return find_shortfall(self.total_won, self.secured_won)


@dataclass(frozen=True, slots=True)
class YearSums:
    """What the projects' plans have for one fiscal year, in won."""

    year: int | None
    """None of what comes later than the years that are named, and of what no year is told for."""
    is_told: bool
    """False of projects that do not tell their years; then the sums are of all years."""
    won: int
    is_approximate: bool
    sources: Mapping[Source, int]


async def add_up(snapshot: Snapshot, wanted: Filter, basis: Basis = Basis.WHOLE) -> Sums:
    """Return what all of the listed projects come to (PRJ-10, PRJ-13)."""
    query = choose_from(*_sum_columns()).where(*choose(wanted), _count_once(basis))
    return _read_sums((await snapshot.execute(query)).one())


async def add_up_by(
    snapshot: Snapshot, wanted: Filter, dimension: Dimension, basis: Basis = Basis.WHOLE
) -> dict[str | int | None, Sums]:
    """Return what the listed projects come to by a dimension; None of those that have none. They add up to the whole.

    A programme pays for parts: what was secured for the whole of a divided project stands under None then.
    """
    by = C[dimension]
    query = choose_from(by, *_sum_columns()).where(*choose(wanted), _count_once(basis)).group_by(by)
    found = await snapshot.execute(query.order_by(by.asc().nulls_last()).limit(MOST))
    return {row[0]: _read_sums(row[1:]) for row in found}


async def add_up_years(snapshot: Snapshot, wanted: Filter, basis: Basis = Basis.WHOLE) -> list[YearSums]:
    """Return what the listed projects plan by fiscal year, what comes later, and what tells no years (PRJ-21).

    They add up to the total of the listed projects, but for years that were claimed not to add up to theirs.
    """
    counted = [*choose(wanted), _count_once(basis), C.is_divided.is_(False)]
    entry = _open_years()
    sums = func.sum(entry.c.won), func.bool_or(entry.c.is_approximate)
    joined = choose_from(entry.c.year, entry.c.source, *sums).select_from(TABLE.join(entry, true()))
    told = joined.where(*counted).group_by(entry.c.year, entry.c.source).limit(MOST)
    years: dict[int | None, list[tuple[Source, int, bool]]] = {}
    for year, source, won, is_approximate in await snapshot.execute(told):
        years.setdefault(year, []).append((Source(source), int(won), bool(is_approximate)))
    ordered = sorted(years, key=lambda year: (year is None, year or 0))
    return [*(_read_year(year, years[year]) for year in ordered), *await _add_untold(snapshot, counted)]


async def _add_untold(snapshot: Snapshot, counted: Sequence[ColumnElement[bool]]) -> list[YearSums]:
    """What the projects cost that do not tell their years; nothing where all do."""
    untold = [*counted, func.jsonb_array_length(C.years) == 0, C.total_won.is_not(None)]
    sums = _read_sums((await snapshot.execute(choose_from(*_sum_columns()).where(*untold))).one())
    if not sums.projects:
        return []
    return [YearSums(None, is_told=False, won=sums.total_won, is_approximate=sums.is_approximate, sources=sums.sources)]


def _count_once(basis: Basis) -> ColumnElement[bool]:
    """Return the condition that a joint project counts, or the city's share in it."""
    is_share = func.coalesce(C.relation, "") == "CITY_SHARE"
    if basis is Basis.WHOLE:
        return ~is_share
    share = TABLE.alias("share")
    return ~exists().where(and_(share.c.parent == C.project, share.c.relation == "CITY_SHARE"))


def _sum_columns() -> list[ColumnElement[Any]]:
    is_leaf = C.is_divided.is_(False)
    return [
        func.count().filter(is_leaf),
        func.coalesce(func.sum(C.total_won).filter(is_leaf), 0),
        func.coalesce(func.bool_or(C.is_approximate).filter(is_leaf), False),
        func.coalesce(func.sum(C.total_won).filter(is_leaf & C.national_won.is_(None)), 0),
        func.coalesce(func.sum(C.secured_won), 0),
        func.coalesce(func.sum(C.executed_won), 0),
        *(func.coalesce(func.sum(won).filter(is_leaf), 0) for won in WON.values()),
    ]


def _read_sums(row: Sequence[Any]) -> Sums:
    projects, total, is_approximate, untold, secured, executed, *sources = row
    by_source = {source: int(won) for source, won in zip(WON, sources, strict=True)}
    return Sums(projects, int(total), is_approximate, by_source, int(untold), int(secured), int(executed))


def _open_years() -> TableValuedAlias:
    columns = column("year", Integer), column("source", Text), column("won", BigInteger)
    entries = func.jsonb_to_recordset(C.years).table_valued(*columns, column("is_approximate", Boolean))
    return entries.render_derived(name="entry", with_types=True)


def _read_year(year: int | None, told: Sequence[tuple[Source, int, bool]]) -> YearSums:
    sources = {source: sum(won for known, won, _ in told if known is source) for source in Source}
    is_approximate = any(about for _, _, about in told)
    return YearSums(year, is_told=True, won=sum(sources.values()), is_approximate=is_approximate, sources=sources)
