"""Which investment review (지방재정 투자심사) a project needs, by tables with a day from which each holds (PRJ-35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.projects.money import WON_OF_UNIT, Unit

EOK: Final = WON_OF_UNIT[Unit.HUNDRED_MILLION]
FEASIBILITY_FROM: Final = 500 * EOK
"""타당성조사: 총사업비 500억원 이상 (지방재정법 37조 2항; domain.md 6.4)."""


class Tier(StrEnum):
    """심사 없음, 자체, 도 의뢰, 중앙 의뢰."""

    NONE = "NONE"
    SELF = "SELF"
    PROVINCE = "PROVINCE"
    CENTRAL = "CENTRAL"


TIER_ORDER: Final = (Tier.NONE, Tier.SELF, Tier.PROVINCE, Tier.CENTRAL)
"""A higher review stands for a lower one."""


class Category(StrEnum):
    """일반, 청사·문화·체육시설, 행사성, 홍보관, 지방자치단체 공동."""

    GENERAL = "GENERAL"
    PUBLIC_BUILDING = "PUBLIC_BUILDING"
    EVENT = "EVENT"
    PAVILION = "PAVILION"
    JOINT = "JOINT"


@dataclass(frozen=True, slots=True)
class Row:
    """From which total each tier reviews, in 억원; None where a tier reviews nothing of it."""

    category: Category
    has_transfer_funds: bool
    """국비 or 도비 is in it (이전재원)."""
    self_from: int | None
    province_from: int | None = None
    central_from: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that hold from a day on."""

    valid_from: date
    rows: Sequence[Row]


def _row(category: Category, own: tuple[int | None, ...], transfer: tuple[int | None, ...]) -> tuple[Row, Row]:
    return Row(category, False, *own), Row(category, True, *transfer)


TABLES: Final[Sequence[Table]] = (
    Table(
        date(1900, 1, 1),  # of all the days before the change of 2025 that the system knows
        (
            *_row(Category.GENERAL, (20,), (20, 60, 200)),
            *_row(Category.PUBLIC_BUILDING, (20,), (None, 20, 200)),
            *_row(Category.EVENT, (1, 3, 30), (1, 3, 30)),
            *_row(Category.PAVILION, (3, 5, 30), (3, 5, 30)),
            *_row(Category.JOINT, (20,), (20, 60, 200)),
        ),
    ),
    Table(
        date(2025, 1, 7),
        (
            *_row(Category.GENERAL, (20,), (20, 60, 200)),
            *_row(Category.PUBLIC_BUILDING, (20, None, 200), (None, 20, 200)),
            *_row(Category.EVENT, (1, None, 200), (1, 3, 30)),
            *_row(Category.PAVILION, (3, None, 200), (3, 5, 30)),
            *_row(Category.JOINT, (20, None, 500), (20, None, 500)),
        ),
    ),
)
"""지방재정투자사업 심사규칙, as domain.md 6.4 tells it; oldest first."""


def find_tier(
    total_won: int, *, has_transfer_funds: bool, category: Category, day: date, tables: Sequence[Table] = TABLES
) -> Tier:
    """Return the review that a project of this total needs by the table of the day (PRJ-35).

    Raises: ValueError for a day before the oldest table.
    """
    table = max((each for each in tables if each.valid_from <= day), key=lambda each: each.valid_from, default=None)
    if table is None:
        raise ValueError(f"no table holds on {day}")
    row = next(
        each for each in table.rows if (each.category, each.has_transfer_funds) == (category, has_transfer_funds)
    )
    bounds = ((Tier.CENTRAL, row.central_from), (Tier.PROVINCE, row.province_from), (Tier.SELF, row.self_from))
    return next((tier for tier, least in bounds if least is not None and total_won >= least * EOK), Tier.NONE)


def reaches(tier: Tier, needed: Tier) -> bool:
    """Tell whether a review of a tier stands for the one that is needed."""
    return TIER_ORDER.index(tier) >= TIER_ORDER.index(needed)


def needs_feasibility(total_won: int) -> bool:
    """Tell whether a feasibility study must come first (타당성조사)."""
    return total_won >= FEASIBILITY_FROM
