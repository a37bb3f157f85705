"""Matching rates (보조율): what each source gives of a total, and whether what is stated is that (PRJ-14 to PRJ-16)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final

from pydantic import Field

from contracts.messages import Message
from contracts.projects.money import Source

WHOLE: Final = 10_000
"""100 % in basis points."""
CENT: Final = Decimal("0.01")

Rate = Annotated[int, Field(ge=0, le=WHOLE)]
"""A share in basis points: 8,000 is 80 %."""


class SourceRate(Message):
    """What one source gives of every total."""

    source: Source = Field(strict=False)
    rate: Rate


Rates = Annotated[tuple[SourceRate, ...], Field(min_length=1, max_length=6, strict=False)]
"""Each source once; they add up to 100 %."""


def find_rest_source(rates: Sequence[SourceRate]) -> Source | None:
    """Return the source that gives what rounding leaves: 시비, else 지방비; None where neither gives anything."""
    named = {each.source for each in rates}
    return next((source for source in (Source.CITY, Source.LOCAL) if source in named), None)


def derive_split(total_won: int, rates: Sequence[SourceRate], unit_won: int) -> Mapping[Source, int]:
    """Return the won that each source gives of a total: half up to the unit, the rest from 시비, else 지방비 (4.3, 3).

    No source gives more than the others leave, so the parts are never negative and always add up.
    Raises: ValueError where the rates name neither 시비 nor 지방비, which would give the rest.
    """
    rest_source = find_rest_source(rates)
    if rest_source is None:
        raise ValueError("somebody must give what rounding leaves")
    left, given = total_won, {}
    for each in rates:
        if each.source is not rest_source:
            given[each.source] = min(_round_half_up(total_won * each.rate, WHOLE * unit_won) * unit_won, left)
            left -= given[each.source]
    return {each.source: given.get(each.source, left) for each in rates}


def deviates(stated_won: int, derived_won: int, unit_won: int) -> bool:
    """Tell whether what is stated lies further than a unit from what the rate gives (RATE_DEVIATION, AR-14)."""
    return abs(stated_won - derived_won) > unit_won


def find_percent(part_won: int, whole_won: int) -> Decimal | None:
    """Return a share in percent with two decimals, half up: 9.24 (PRJ-16); None of nothing."""
    return (Decimal(part_won * 100) / whole_won).quantize(CENT, ROUND_HALF_UP) if whole_won else None


def _round_half_up(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
