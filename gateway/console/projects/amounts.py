"""Amounts as pages show them: in the unit that the reader chose, without loss, 약 kept (PRJ-11, PRJ-12)."""

from collections.abc import Mapping
from typing import Any, Final

from contracts.projects import Amount, Unit
from contracts.projects.money import LABEL_OF_UNIT, show_amount
from gateway.console.words import _

DEFAULT: Final = Unit.MILLION
UNITS: Final[Mapping[str, Unit]] = {
    "won": Unit.WON,
    "thousand": Unit.THOUSAND,
    "million": Unit.MILLION,
    "hundred-million": Unit.HUNDRED_MILLION,
}
"""By their names in addresses."""
DEFAULT_NAME: Final = "million"
NOTHING: Final = "–"


def read_unit(name: str) -> Unit:
    """Return the unit of an address; what is none is the default."""
    return UNITS.get(name, DEFAULT)


def name_unit(unit: Unit) -> str:
    """Return a unit's word."""
    return _(LABEL_OF_UNIT[unit])


def show_bare(won: int | None, unit: Unit, *, is_approximate: bool = False) -> str:
    """Return an amount without its unit, for a column whose head has it; a dash where it is not told."""
    if won is None:
        return NOTHING
    sign, size = ("-", -won) if won < 0 else ("", won)
    shown = show_amount(Amount.model_construct(won=size), unit).removesuffix(LABEL_OF_UNIT[unit])  # a sum may be larger
    return f"{_('약')} {sign}{shown}" if is_approximate else f"{sign}{shown}"


def show_full(won: int | None, unit: Unit, *, is_approximate: bool = False) -> str:
    """Return an amount with its unit."""
    if won is None:
        return NOTHING
    return f"{show_bare(won, unit, is_approximate=is_approximate)}{name_unit(unit)}"


def show_told(told: Mapping[str, Any] | None, unit: Unit) -> str:
    """Return an amount as a row keeps it, with its unit."""
    return NOTHING if told is None else show_full(told["won"], unit, is_approximate=told["is_approximate"])


def show_written(told: Mapping[str, Any] | None) -> str:
    """Return the source's own words of an amount; empty without."""
    return (told or {}).get("written") or ""


def show_share(part: int, whole: int) -> str:
    """Return a share in percent, one decimal, rounded half up: `27.4%`; a dash of nothing."""
    if not whole:
        return NOTHING
    tenths = (part * 2_000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
