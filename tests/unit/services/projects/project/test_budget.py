"""Budgets of a project as given / when / then: the land of 탐정호, with its shortfall (AR-05, PRJ-18 to PRJ-20)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.errors import Rejected
from contracts.projects import Source
from contracts.projects.budget import (
    BudgetExecuted,
    CarryOver,
    CarryOverKind,
    ExecuteBudget,
    Round,
    RoundKind,
    SecureBudget,
    TransferBudget,
)
from contracts.projects.investment import Tier
from contracts.projects.procedures import PassProcedure, ProcedureKind, RequireProcedure
from contracts.projects.projects import ProjectKind
from tests.unit.services.projects.project.story import Story, begin, million, plan

LAND = "토지매입비"
ORIGINAL = Round(year=2018, kind=RoundKind.ORIGINAL)
SECOND = Round(year=2018, kind=RoundKind.SUPPLEMENTARY, number=2)


def lake(**changes: object) -> Story:
    """Return 탐정호: 19,500, of which 4,450 for land."""
    fields = {"kind": ProjectKind.OTHER, "period": "2018 ~ 2024", **changes}
    lines = [{"item": LAND, "amount": million(4_450)}, {"item": "조성비", "amount": million(10_000)}]
    return begin(**fields).act(plan("19,500", lines=lines))


def secure(number: int, *, round_: Round = ORIGINAL, item: str | None = LAND) -> SecureBudget:
    """Return so many 백만원 of 시비."""
    return SecureBudget(round=round_, source=Source.CITY, item=item, amount=million(number), on="2018. 7월")


def spend(number: int, item: str | None = None, reason: str | None = None) -> ExecuteBudget:
    """Return so many 백만원 spent."""
    return ExecuteBudget(amount=million(number), on="2018. 7월", item=item, override_reason=reason)


def test_what_is_missing_is_the_cost_less_what_is_secured() -> None:
    """AR-05, PRJ-19, PRJ-20: 4,450 - 2,410 = 2,040, and nothing after the second supplement."""
    story = lake().act(secure(2_410))
    assert story.project.money.find_shortfall(LAND) == 2_040_000_000
    story.act(secure(2_040, round_=SECOND))
    assert story.project.money.find_shortfall(LAND) == 0
    assert story.project.money.find_shortfall() == 15_050_000_000  # AR-06
    assert story.project.money.find_shortfall("없는 항목") is None


def test_nothing_is_secured_beyond_the_cost() -> None:
    """PRJ-19: of the item, and of the whole."""
    with pytest.raises(Rejected, match="SECURED_EXCEEDS_TOTAL"):
        lake().act(secure(4_451))
    with pytest.raises(Rejected, match="SECURED_EXCEEDS_TOTAL") as refusal:
        lake().act(secure(4_450), secure(15_051, item=None))
    assert refusal.value.details == {"secured": "19,501,000,000원", "total": "19,500,000,000원"}


def test_a_plan_is_not_cut_below_what_is_secured() -> None:
    """PRJ-19."""
    story = lake().act(secure(2_410))
    with pytest.raises(Rejected, match="SECURED_EXCEEDS_TOTAL"):
        story.act(plan("2,409", lines=[{"item": LAND, "amount": million(2_409)}]))
    with pytest.raises(Rejected, match="SECURED_EXCEEDS_TOTAL"):
        story.act(plan("19,500"))  # which no longer has the item
    story.act(plan("2,410", lines=[{"item": LAND, "amount": million(2_410)}]))


def test_money_comes_from_a_budget_that_was_fixed() -> None:
    """PRJ-20: the first supplement of 2018 is not on record."""
    with pytest.raises(Rejected, match="UNKNOWN_ROUND"):
        lake().act(secure(1, round_=Round(year=2018, kind=RoundKind.SUPPLEMENTARY, number=1)))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        lake().act(secure(1, round_=Round(year=2018, kind=RoundKind.SUPPLEMENTARY)))


def test_a_plan_and_its_items_come_first() -> None:
    with pytest.raises(Rejected, match="WRONG_STATE"):
        begin().act(secure(1, item=None))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        lake().act(secure(1, item="없는 항목"))


def test_what_was_spent_stays_within_what_is_secured() -> None:
    """PRJ-18: the brand spent 224,250천원."""
    brand = begin().act(plan("224,250천원"), secure(224, item=None))
    with pytest.raises(Rejected, match="EXECUTED_EXCEEDS_SECURED"):
        brand.act(spend(225))
    brand.act(spend(224))
    assert brand.project.money.executed == 224_000_000


def test_more_may_be_spent_with_a_reason_that_stays() -> None:
    """PRJ-18: override with reason."""
    story = lake().act(secure(100), spend(101, reason="긴급 복구"))
    assert isinstance(story.last, BudgetExecuted)
    assert story.last.override_reason == "긴급 복구"
    within = lake().act(secure(100), spend(99, reason="긴급 복구")).last
    assert isinstance(within, BudgetExecuted)
    assert within.override_reason is None


def test_an_item_spends_its_own_and_what_is_tied_to_none() -> None:
    """PRJ-18."""
    story = lake().act(secure(100), secure(50, item=None), secure(200, item="조성비"))
    with pytest.raises(Rejected, match="EXECUTED_EXCEEDS_SECURED"):
        story.act(spend(151, LAND))
    story.act(spend(150, LAND))


def test_construction_and_land_are_not_paid_before_their_review() -> None:
    """domain.md 4.3, 7: 19,500 of the city alone needs its own review, PRJ-35."""
    story = lake(kind=ProjectKind.LAND).act(secure(2_410))
    with pytest.raises(Rejected, match="INVESTMENT_REVIEW_MISSING"):
        story.act(spend(1, LAND))
    review = ProcedureKind.INVESTMENT_REVIEW
    story.act(RequireProcedure(kind=review), PassProcedure(kind=review, on="2018. 7월", tier=Tier.SELF))
    story.act(spend(1, LAND))


def test_money_moves_between_items_as_far_as_it_is_left() -> None:
    story = lake().act(secure(100), spend(40, LAND))
    move = TransferBudget(from_item=LAND, to_item="조성비", amount=million(61), on="2018. 7월", reason="변경")
    with pytest.raises(Rejected, match="TRANSFER_EXCEEDS_SECURED") as refusal:
        story.act(move)
    assert refusal.value.details == {"available": "60,000,000원"}
    story.act(move.model_copy(update={"amount": million(60)}))
    assert story.project.money.secured_of == {LAND: 40_000_000, "조성비": 60_000_000}
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        story.act(move.model_copy(update={"to_item": LAND}))


def test_an_item_does_not_receive_more_than_it_costs() -> None:
    story = lake().act(secure(4_450), secure(10_000, item="조성비"))
    move = TransferBudget(from_item=LAND, to_item="조성비", amount=million(1), on="2018. 7월", reason="변경")
    with pytest.raises(Rejected, match="SECURED_EXCEEDS_TOTAL"):
        story.act(move)


def carry(number: int, start: int = 2018, end: int = 2019) -> CarryOver:
    """Return so many 백만원 carried over."""
    return CarryOver(kind=CarryOverKind.CONTINUING, from_year=start, to_year=end, amount=million(number))


def test_what_a_year_has_left_is_carried_into_the_next() -> None:
    """PRJ-23: 계속비."""
    story = lake().act(secure(100), spend(30, LAND))
    with pytest.raises(Rejected, match="TRANSFER_EXCEEDS_SECURED"):
        story.act(carry(71))
    story.act(carry(70))
    assert story.project.money.left_of == {2018: 0, 2019: 70_000_000}
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        story.act(carry(1, 2019, 2019))
    with pytest.raises(Rejected, match="TRANSFER_EXCEEDS_SECURED"):
        story.act(carry(1, 2020, 2021))


acts = some.lists(
    some.one_of(
        some.builds(secure, some.integers(0, 3_000), item=some.sampled_from([None, LAND, "조성비"])),
        some.builds(spend, some.integers(0, 3_000), some.sampled_from([None, LAND]), some.sampled_from([None, "사유"])),
        some.builds(carry, some.integers(0, 3_000)),
        some.builds(
            TransferBudget,
            from_item=some.just(LAND),
            to_item=some.just("조성비"),
            amount=some.integers(0, 3_000).map(million),
            on=some.just("2018. 7월"),
            reason=some.just("변경"),
        ),
    ),
    max_size=8,
)


@given(acts)
def test_however_money_moves_its_sums_agree(commands: list[SecureBudget | ExecuteBudget | CarryOver]) -> None:
    """PRJ-18, PRJ-19: secured within the total, the years' rests are what is secured less what is spent."""
    story = lake()
    for command in commands:
        with suppress(Rejected):
            story.act(command)
    money = story.project.money
    assert money.secured <= 19_500_000_000
    assert sum(money.left_of.values()) == money.secured - money.executed
    assert all(won >= 0 for won in money.secured_of.values())
    overridden = any(isinstance(event, BudgetExecuted) and event.override_reason for event in story.events)
    assert overridden or money.executed <= money.secured
