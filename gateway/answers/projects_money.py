"""Money as the API tells it: whole won, 약 and the source's own words, and the text in the unit that was asked for."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field

from contracts.projects import Amount, Source, Unit
from contracts.projects.money import show_amount
from gateway.labels import Labelled, label
from gateway.labels.projects import SOURCE_LABELS

UnitWanted = Annotated[
    Unit | None,
    Field(description="금액을 이 단위의 글로도 답한다: WON 원, THOUSAND 천원, MILLION 백만원, HUNDRED_MILLION 억원"),
]


class Money(BaseModel):
    """An amount of money."""

    won: int
    is_approximate: bool
    """약."""
    written: str | None
    """The source's own words."""
    shown: str | None
    """In the unit that was asked for."""


class SourceMoney(BaseModel):
    """What one source gives."""

    source: Labelled
    amount: Money


def show_money(told: Mapping[str, Any], unit: Unit | None) -> Money:
    """Return an amount as a row has it (PRJ-11, PRJ-12)."""
    return show_won(told["won"], unit, is_approximate=told["is_approximate"], written=told.get("written"))


def show_won(won: int, unit: Unit | None, *, is_approximate: bool = False, written: str | None = None) -> Money:
    """Return whole won as the API tells them, in a unit without loss: 약 67,000백만원."""
    shown = None
    if unit is not None:  # a sum may be beyond what an amount can be
        shown = show_amount(Amount.model_construct(won=won, is_approximate=is_approximate, written=None), unit)
    return Money(won=won, is_approximate=is_approximate, written=written, shown=shown)


def show_known(won: int | None, unit: Unit | None, *, is_approximate: bool = False) -> Money | None:
    """Return won that may not be known."""
    return None if won is None else show_won(won, unit, is_approximate=is_approximate)


def show_sources(
    sources: Mapping[Source, int], unit: Unit | None, *, is_approximate: bool = False
) -> list[SourceMoney]:
    """Return what each source that gives something gives."""
    return [
        SourceMoney(source=label(source, SOURCE_LABELS), amount=show_won(won, unit, is_approximate=is_approximate))
        for source, won in sources.items()
        if won
    ]


def show_lines(lines: Iterable[Mapping[str, Any]], unit: Unit | None) -> list[SourceMoney]:
    """Return what each source gives, as a row's lists have it."""
    return [
        SourceMoney(source=label(line["source"], SOURCE_LABELS), amount=show_money(line["amount"], unit))
        for line in lines
    ]
