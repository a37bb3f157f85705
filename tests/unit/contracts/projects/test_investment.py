"""Investment review: tiers by total, funds, category and the table of the day (PRJ-35, domain.md 6.4)."""

from datetime import date

import pytest

from contracts.projects.investment import EOK, Category, Tier, find_tier, needs_feasibility, reaches

BEFORE, AFTER = date(2018, 8, 1), date(2025, 1, 7)


@pytest.mark.parametrize(
    ("eok", "has_transfer_funds", "category", "day", "tier"),
    [
        (195, True, Category.GENERAL, BEFORE, Tier.PROVINCE),
        (200, True, Category.GENERAL, BEFORE, Tier.CENTRAL),
        (60, True, Category.GENERAL, BEFORE, Tier.PROVINCE),
        (20, True, Category.GENERAL, BEFORE, Tier.SELF),
        (19, True, Category.GENERAL, BEFORE, Tier.NONE),
        (20, False, Category.GENERAL, BEFORE, Tier.SELF),
        (900, False, Category.GENERAL, BEFORE, Tier.SELF),
        (1, False, Category.EVENT, BEFORE, Tier.SELF),
        (3, True, Category.EVENT, BEFORE, Tier.PROVINCE),
        (30, False, Category.EVENT, BEFORE, Tier.CENTRAL),
        (2, False, Category.PAVILION, BEFORE, Tier.NONE),
        (5, False, Category.PAVILION, BEFORE, Tier.PROVINCE),
        (30, True, Category.PAVILION, BEFORE, Tier.CENTRAL),
        (20, True, Category.PUBLIC_BUILDING, BEFORE, Tier.PROVINCE),
        (200, True, Category.PUBLIC_BUILDING, BEFORE, Tier.CENTRAL),
        (30, False, Category.EVENT, AFTER, Tier.SELF),
        (30, False, Category.EVENT, date(2025, 1, 6), Tier.CENTRAL),
        (199, False, Category.PUBLIC_BUILDING, AFTER, Tier.SELF),
        (499, True, Category.JOINT, AFTER, Tier.SELF),
        (499, True, Category.JOINT, BEFORE, Tier.CENTRAL),
        (500, True, Category.JOINT, AFTER, Tier.CENTRAL),
    ],
)
def test_the_tier_is_that_of_the_table_of_the_day(
    eok: int, has_transfer_funds: bool, category: Category, day: date, tier: Tier
) -> None:
    """PRJ-35."""
    assert find_tier(eok * EOK, has_transfer_funds=has_transfer_funds, category=category, day=day) is tier


def test_a_won_less_is_a_tier_less() -> None:
    """PRJ-35: 이상 is at least."""
    found = find_tier(200 * EOK - 1, has_transfer_funds=True, category=Category.GENERAL, day=BEFORE)
    assert found is Tier.PROVINCE


def test_before_every_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no table"):
        find_tier(EOK, has_transfer_funds=True, category=Category.GENERAL, day=date(1899, 1, 1))


def test_a_higher_review_stands_for_a_lower_one() -> None:
    assert reaches(Tier.CENTRAL, Tier.PROVINCE)
    assert not reaches(Tier.SELF, Tier.PROVINCE)


def test_500_eok_need_a_feasibility_study() -> None:
    """PRJ-34; domain.md 6.4."""
    assert needs_feasibility(500 * EOK)
    assert not needs_feasibility(500 * EOK - 1)
