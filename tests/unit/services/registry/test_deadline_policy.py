"""Deadline policies as given / when / then: one version after another, never for what has begun."""

from datetime import date

import pytest

from contracts.calendar import Calendar
from contracts.calendar.deadlines import Due, set_deadline
from contracts.calendar.policies import POLICIES, DeadlinePolicy, Rule, choose_policy
from contracts.errors import Rejected
from contracts.registry import AdoptDeadlinePolicy, DeadlinePolicyAdopted
from services.registry import deadline_policy
from services.registry.deadline_policy import Adopted

TODAY = date(2024, 12, 2)


def adopt(**change: object) -> AdoptDeadlinePolicy:
    policy = {
        "id": "DIR_REPORT_3",
        "version": 2,
        "rule": "BD_EXCL",
        "n": 5,
        "valid_from": "2025-01-01",
        "basis": "계획",
    }
    return AdoptDeadlinePolicy(policy=DeadlinePolicy.model_validate({**policy, **change}), reason="보고 시간 확대")


def test_the_second_version_follows_the_first_that_everybody_has() -> None:
    """CAL-12."""
    (event,) = deadline_policy.decide(adopt(), Adopted(), TODAY)
    assert isinstance(event, DeadlinePolicyAdopted)
    assert event.policy.key == "DIR_REPORT_3@2"
    assert deadline_policy.evolve(Adopted(), event) == Adopted(event.policy)


def test_deadlines_that_are_set_keep_their_version() -> None:
    """CAL-12: shared on Tuesday 2024-12-03, three business days, so Friday; by five it would be Tuesday 12-10."""
    (event,) = deadline_policy.decide(adopt(valid_from="2024-12-04"), Adopted(), TODAY)
    assert isinstance(event, DeadlinePolicyAdopted)
    chosen = choose_policy((*POLICIES, event.policy), "DIR_REPORT_3", date(2024, 12, 3))
    assert set_deadline(chosen, date(2024, 12, 3), Calendar()) == Due(date(2024, 12, 6))
    assert set_deadline(event.policy, date(2024, 12, 3), Calendar()) == Due(date(2024, 12, 10))


@pytest.mark.parametrize("version", [1, 3])
def test_only_the_next_version_is_adopted(version: int) -> None:
    """CAL-12."""
    with pytest.raises(Rejected, match="NOT_NEXT_VERSION") as refusal:
        deadline_policy.decide(adopt(version=version), Adopted(), TODAY)
    assert refusal.value.details == {"version": "2"}


def test_a_version_rules_from_today_at_the_earliest() -> None:
    """CAL-12: what began yesterday has its deadline."""
    assert len(deadline_policy.decide(adopt(valid_from="2024-12-02"), Adopted(), TODAY)) == 1
    with pytest.raises(Rejected, match="DAY_IN_PAST"):
        deadline_policy.decide(adopt(valid_from="2024-12-01"), Adopted(), TODAY)


def test_a_version_does_not_begin_before_the_one_that_it_follows() -> None:
    """CAL-12."""
    state = Adopted(adopt(valid_from="2025-06-01").policy)
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        deadline_policy.decide(adopt(version=3, valid_from="2025-05-31"), state, TODAY)
    assert len(deadline_policy.decide(adopt(version=3, valid_from="2025-06-01"), state, TODAY)) == 1


@pytest.mark.parametrize("change", [{"rule": "NONE", "n": None}, {"rule": "WH", "n": 24}, {"n": None}])
def test_who_sets_deadlines_can_rely_on_their_unit(change: dict[str, object]) -> None:
    """CAL-12: a share without a due day, or one that waits for its length, could not be issued any more."""
    with pytest.raises(Rejected, match="POLICY_UNIT_CHANGED"):
        deadline_policy.decide(adopt(**change), Adopted(), TODAY)


def test_days_may_be_counted_in_another_way() -> None:
    """CAL-12: with the first day, or in calendar days."""
    for rule in (Rule.BD_INCL, Rule.CAL_EXCL):
        assert len(deadline_policy.decide(adopt(rule=rule), Adopted(), TODAY)) == 1


def test_a_new_policy_begins_with_its_first_version() -> None:
    assert len(deadline_policy.decide(adopt(id="OWN_RULE", version=1), Adopted(), TODAY)) == 1
    with pytest.raises(Rejected, match="NOT_NEXT_VERSION"):
        deadline_policy.decide(adopt(id="OWN_RULE"), Adopted(), TODAY)
