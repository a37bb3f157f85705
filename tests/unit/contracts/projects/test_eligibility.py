"""The rule panel of international events, at its bounds: each number worked out by hand (PRJ-59, PRJ-24)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.projects.eligibility import (
    THRESHOLDS,
    Application,
    CoHost,
    EventFacts,
    HostLevel,
    RuleId,
    Thresholds,
    check_eligibility,
    find_thresholds,
    needs_reapproval,
    show_share,
)

MILLION = 1_000_000
RULES = find_thresholds(date(2024, 5, 1))
PROVINCE = CoHost(partner="chungnam", level=HostLevel.PROVINCE)
EXPO = EventFacts(
    visitors=1_500_000,
    foreigners=90_000,
    countries=5,
    total_won=20_000 * MILLION,
    national_won=6_000 * MILLION,
    co_hosts=(PROVINCE,),
)
"""B172-182: 국6,000, 도4,000, 시4,000, 수익사업6,000; 약 150만명, 외국인 9만명."""


def broken(application: Application, rules: Thresholds = RULES) -> set[RuleId]:
    return {each.id for each in check_eligibility(application, rules) if not each.is_met}


def expo(days: int | None = 24, *, graded: bool = True, approved: int | None = None, **change: object) -> Application:
    return Application(EXPO.model_copy(update=change), days, graded, approved)


def test_the_expo_meets_every_rule_with_its_numbers() -> None:
    """PRJ-59, AR-25: 국비 6,000 of 20,000 is 30.0 %, foreigners 9 of 150 are 6.0 %."""
    panel = {each.id: each for each in check_eligibility(expo(), RULES)}
    assert all(each.is_met for each in panel.values())
    assert panel[RuleId.FOREIGN_RATIO].of == (90_000, 1_500_000)
    assert panel[RuleId.FOREIGN_RATIO].threshold == 500
    assert panel[RuleId.NATIONAL_SHARE].of == (6_000 * MILLION, 20_000 * MILLION)
    assert (show_share(90_000, 1_500_000), show_share(6_000, 20_000)) == ("6.0%", "30.0%")
    assert RuleId.COST_INCREASE not in panel


def test_one_won_more_of_the_state_breaks_the_cap() -> None:
    """PRJ-24, PRJ-59: 6,000,000,000 of 20,000,000,000 is the most."""
    assert broken(expo(national_won=6_000 * MILLION + 1)) == {RuleId.NATIONAL_SHARE}
    assert broken(expo(national_won=6_001 * MILLION)) == {RuleId.NATIONAL_SHARE}
    assert broken(expo(national_won=6_000 * MILLION)) == set()


@pytest.mark.parametrize(
    ("visitors", "foreigners", "is_met"),
    [
        (1_500_000, 75_000, True),
        (1_500_000, 74_999, False),
        (1_999_999, 100_000, True),
        (1_999_999, 99_999, False),
        (2_000_000, 60_000, True),
        (2_000_000, 59_999, False),
        (0, 0, False),
        (10, 11, False),
        (10, 10, True),
    ],
)
def test_five_percent_are_foreigners_or_three_of_two_million(visitors: int, foreigners: int, is_met: bool) -> None:
    """PRJ-59: 5 % of 1,500,000 is 75,000, 5 % of 1,999,999 is 99,999.95, 3 % of 2,000,000 is 60,000."""
    assert (RuleId.FOREIGN_RATIO not in broken(expo(visitors=visitors, foreigners=foreigners))) is is_met


def test_each_rule_breaks_by_itself() -> None:
    """PRJ-59."""
    ministry = CoHost(partner="mafra", level=HostLevel.MINISTRY)
    assert broken(expo(countries=4)) == {RuleId.COUNTRIES}
    assert broken(expo(co_hosts=(ministry,))) == {RuleId.COHOST}
    assert broken(expo(days=31)) == {RuleId.DAYS}
    assert broken(expo(days=30)) == set()
    assert broken(expo(graded=False)) == {RuleId.POLICY_GRADE}


def test_a_policy_grade_is_needed_from_five_billion_won() -> None:
    """PRJ-59: ≥50억."""
    small = {"total_won": 4_999_999_999, "national_won": 0}
    assert broken(expo(graded=False, **small)) == set()
    assert broken(expo(graded=False, **{**small, "total_won": 5_000_000_000})) == {RuleId.POLICY_GRADE}


def test_a_cost_that_grows_by_thirty_percent_is_approved_anew() -> None:
    """PRJ-59: 130 % of 20,000 is 26,000."""
    assert not needs_reapproval(25_999_999_999, 20_000 * MILLION, RULES)
    assert needs_reapproval(26_000_000_000, 20_000 * MILLION, RULES)
    assert not needs_reapproval(0, 0, RULES)
    assert broken(expo(total_won=26_000 * MILLION, approved=20_000 * MILLION)) == {RuleId.COST_INCREASE}
    assert broken(expo(total_won=25_000 * MILLION, approved=20_000 * MILLION)) == set()


def test_what_is_not_known_meets_no_rule() -> None:
    """PRJ-59: deny by default; a policy grade may not be needed, but the cost is not known either."""
    nothing = check_eligibility(Application(EventFacts()), RULES)
    assert not any(each.is_met for each in nothing)
    assert {each.id for each in nothing if not each.of} == set(RuleId) - {RuleId.COHOST, RuleId.COST_INCREASE}


def test_a_later_guideline_rules_from_its_day_on() -> None:
    """Thresholds are versions of a policy."""
    (first,) = THRESHOLDS
    stricter = Thresholds(date(2026, 1, 1), 7, 500, 2_000_000, 300, 2_500, 20, 5_000_000_000, 3_000)
    versions = (stricter, first)
    assert find_thresholds(date(2025, 12, 31), versions) == first
    assert find_thresholds(date(2026, 1, 1), versions) == stricter
    assert find_thresholds(date(2000, 1, 1), versions) == first
    assert broken(expo(), stricter) == {RuleId.COUNTRIES, RuleId.NATIONAL_SHARE, RuleId.DAYS}


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_is_shown_rounded_half_up(part: int, whole: int) -> None:
    """domain.md 4.0: percentages to one decimal."""
    tenths = int(show_share(part, whole).rstrip("%").replace(".", ""))
    assert (tenths * 2 - 1) * whole <= part * 2_000 < (tenths * 2 + 1) * whole
