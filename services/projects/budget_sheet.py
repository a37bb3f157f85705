"""Budget sheet (사업비 조서): what its lines add up to, and where it states something else (PRJ-04, PRJ-21, INC-23)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from contracts.projects import Amount, FundingLine
from contracts.projects.money import add, add_lines
from contracts.projects.plans import SheetLine, SheetTotals
from services.projects.claims import Breach
from services.projects.sums import add_by_source, compare, compare_sources

CODE: Final = "BUDGET_SHEET_MISMATCH"
NOTHING: Final = Amount(won=0)


def add_lines_of_sheet(lines: Sequence[SheetLine]) -> SheetTotals:
    """Return the sums of a sheet; those of a column that no line fills are absent.

    Raises: Rejected with BAD_AMOUNT past 2**53 won.
    """
    sources = add_by_source(each for line in lines for each in line.sources)
    return SheetTotals(
        total=add(line.total for line in lines),
        this_year=_add_known(_find_this_year(line) for line in lines),
        sources=tuple(FundingLine(source=source, amount=sources[source]) for source in sorted(sources)),
        earlier=_add_known(line.earlier for line in lines),
        later=_add_known(line.later for line in lines),
    )


def find_sheet_breaches(lines: Sequence[SheetLine], stated: SheetTotals, computed: SheetTotals) -> Iterator[Breach]:
    """Yield where a line does not add up across, and where a column does not add up down."""
    for number, line in enumerate(lines, 1):
        yield from _find_line_breaches(number, line)
    yield from compare(CODE, stated.total, computed.total, "total", "총사업비의 계가 다릅니다.")
    for name, said, found, message in (
        ("this_year", stated.this_year, computed.this_year, "당해 연도의 계가 다릅니다."),
        ("earlier", stated.earlier, computed.earlier, "기투자의 계가 다릅니다."),
        ("later", stated.later, computed.later, "이후 연도의 계가 다릅니다."),
    ):
        if said is not None:
            yield from compare(CODE, said, found or NOTHING, name, message)
    if stated.sources:
        sums = add_by_source(computed.sources)
        yield from compare_sources(CODE, stated.sources, sums, "재원의 계가 다릅니다.")


def _find_line_breaches(number: int, line: SheetLine) -> Iterator[Breach]:
    this_year = _find_this_year(line)
    if line.this_year is not None and line.sources:
        summed = add_lines(line.sources)
        yield from compare(
            CODE, line.this_year, summed, f"lines/{number} this_year", f"{line.name}: 재원의 합이 당해 연도와 다릅니다."
        )
    years = _add_known((line.earlier, this_year, line.later))
    if years is not None:
        yield from compare(
            CODE, line.total, years, f"lines/{number} total", f"{line.name}: 연도별 금액의 합이 총사업비와 다릅니다."
        )


def _find_this_year(line: SheetLine) -> Amount | None:
    """Return what the line gives for this year: its sources' sum, else what it states."""
    return add_lines(line.sources) if line.sources else line.this_year


def _add_known(amounts: Iterable[Amount | None]) -> Amount | None:
    known = [each for each in amounts if each is not None]
    return add(known) if known else None
