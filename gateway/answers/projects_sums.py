"""What the API tells of many projects together: sums by a dimension, equal to the rows of the same filter."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, Field

from contracts.projects import Source, Unit
from gateway.access import Meta
from gateway.answers.projects_money import Money, SourceMoney, show_sources, show_won
from gateway.answers.projects_wanted import Chosen
from gateway.gate import Snapshot
from gateway.labels import Labelled
from gateway.labels.projects import PHASE_LABELS, PROJECT_KIND_LABELS, SOURCE_LABELS
from gateway.queries import portfolio
from gateway.queries.portfolio import Basis, Dimension, Sums, YearSums
from gateway.queries.project import Filter

WORDS: Final = {**PHASE_LABELS, **PROJECT_KIND_LABELS}
UNKNOWN: Final = "정하지 않음"
LATER: Final = "이후"
NOT_TOLD: Final = "나누지 않음"


class By(StrEnum):
    """By what sums are told apart."""

    PROGRAMME = "programme"
    SOURCE = "source"
    YEAR = "year"
    LEAD = "lead"
    TEAM = "team"
    PHASE = "phase"
    KIND = "kind"
    TERM = "term"


class Group(BaseModel):
    """What belongs to one value of the dimension."""

    key: Labelled
    """An empty code: of those that have none."""
    projects: int | None
    """Whose cost is counted; null by source and by year, where one project may stand under several."""
    total: Money
    sources: list[SourceMoney]
    secured: Money | None
    """Null by source and by year: it is recorded by project."""
    executed: Money | None
    shortfall: Money | None


class Totals(BaseModel):
    """Sums of the projects that a filter lists, each won once: a divided project's cost is that of its parts."""

    by: By
    basis: Basis
    whole: Group
    groups: list[Group]
    meta: Meta


class TotalsChosen(Chosen):
    """Filters, and by what the sums are told apart."""

    by: Annotated[By, Field(description="무엇별로: 재원사업, 재원, 회계연도, 주관부서, 팀, 단계, 종류, 민선 기수")]
    basis: Annotated[
        Basis, Field(description="함께 하는 사업을 whole 전체로 셀지 city 시의 몫으로 셀지 (PRJ-16, PRJ-53)")
    ] = Basis.WHOLE


async def add_groups(snapshot: Snapshot, wanted: TotalsChosen, chosen: Filter) -> tuple[Group, list[Group]]:
    """Return what all of the listed projects come to, and what each group of them does."""
    unit, basis = wanted.unit, wanted.basis
    whole = await portfolio.add_up(snapshot, chosen, basis)
    shown = _show_sums("", UNKNOWN, whole, unit)
    if wanted.by is By.SOURCE:
        return shown, _split_sources(whole, unit)
    if wanted.by is By.YEAR:
        return shown, _show_years(await portfolio.add_up_years(snapshot, chosen, basis), unit)
    groups = await portfolio.add_up_by(snapshot, chosen, Dimension(wanted.by), basis)
    return shown, [_show_sums(_write(key), _name(key), sums, unit) for key, sums in groups.items()]


def _write(key: str | int | None) -> str:
    return "" if key is None else str(key)


def _name(key: str | int | None) -> str:
    return UNKNOWN if key is None else WORDS.get(str(key), str(key))


def _show_sums(code: str, name: str, sums: Sums, unit: Unit | None) -> Group:
    about = sums.is_approximate
    return Group(
        key=Labelled(code=code, label=name),
        projects=sums.projects,
        total=show_won(sums.total_won, unit, is_approximate=about),
        sources=show_sources(sums.sources, unit, is_approximate=about),
        secured=show_won(sums.secured_won, unit),
        executed=show_won(sums.executed_won, unit),
        shortfall=show_won(sums.shortfall_won, unit, is_approximate=about),
    )


def _split_sources(whole: Sums, unit: Unit | None) -> list[Group]:
    """What each source gives, and what is told by none."""
    told: list[tuple[str, str, int]] = [(each, SOURCE_LABELS[each], won) for each, won in whole.sources.items()]
    told.append(("", NOT_TOLD, whole.untold_won))
    return [_show_part(code, name, won, unit, is_approximate=whole.is_approximate) for code, name, won in told if won]


def _show_years(years: Sequence[YearSums], unit: Unit | None) -> list[Group]:
    return [
        _show_part(
            "" if not each.is_told else str(each.year or "LATER"),
            NOT_TOLD if not each.is_told else str(each.year or LATER),
            each.won,
            unit,
            is_approximate=each.is_approximate,
            sources=each.sources,
        )
        for each in years
    ]


def _show_part(
    code: str,
    name: str,
    won: int,
    unit: Unit | None,
    *,
    is_approximate: bool,
    sources: Mapping[Source, int] | None = None,
) -> Group:
    return Group(
        key=Labelled(code=code, label=name),
        projects=None,
        total=show_won(won, unit, is_approximate=is_approximate),
        sources=show_sources(sources or {}, unit, is_approximate=is_approximate),
        secured=None,
        executed=None,
        shortfall=None,
    )
