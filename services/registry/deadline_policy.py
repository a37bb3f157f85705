"""Deadline policy: versions one after another; a deadline keeps the one by which it was set (CAL-12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar.policies import POLICIES, DeadlinePolicy, Rule
from contracts.errors import Rejected
from contracts.registry import AdoptDeadlinePolicy, DeadlinePolicyAdopted, RegistryEvent
from services.registry.validity import check_not_past

FIRST: Final[Mapping[str, DeadlinePolicy]] = {policy.id: policy for policy in POLICIES}
"""The first versions, which every installation has."""
BY_HOUR: Final = frozenset({Rule.WH, Rule.HOURS})


@dataclass(frozen=True, slots=True)
class Adopted:
    """The last version that was adopted; none yet where the first one rules."""

    last: DeadlinePolicy | None = None


def decide(command: AdoptDeadlinePolicy, state: Adopted, today: date) -> tuple[RegistryEvent, ...]:
    """Return what adopting leads to: only ever the next version, and only for what starts from today on.

    Raises: Rejected with NOT_NEXT_VERSION, DAY_IN_PAST, DATES_REVERSED, POLICY_UNIT_CHANGED.
    """
    policy, last = command.policy, state.last or FIRST.get(command.policy.id)
    following = last.version + 1 if last else 1
    if policy.version != following:
        message = f"다음 판은 {following}입니다. 지금 판을 확인하고 다시 보내세요."
        raise Rejected("NOT_NEXT_VERSION", message, {"version": str(following)})
    check_not_past(policy.valid_from, today)
    if last is not None:
        _check_after(policy, last)
    return (DeadlinePolicyAdopted(policy=policy, reason=command.reason),)


def evolve(state: Adopted, event: RegistryEvent) -> Adopted:
    """Return the versions after an event."""
    return Adopted(event.policy) if isinstance(event, DeadlinePolicyAdopted) else state


def _check_after(policy: DeadlinePolicy, last: DeadlinePolicy) -> None:
    if policy.valid_from < last.valid_from:
        message = "앞 판보다 먼저 시행할 수 없습니다. 시행일을 확인하세요."
        raise Rejected("DATES_REVERSED", message, {"first": last.valid_from.isoformat()})
    if _describe_unit(policy) != _describe_unit(last):
        message = "시간과 날, 기한의 있고 없음은 바꿀 수 없습니다. 다르게 세야 하면 다른 기준을 만드세요."
        raise Rejected("POLICY_UNIT_CHANGED", message, {"rule": last.rule})


def _describe_unit(policy: DeadlinePolicy) -> tuple[bool, bool, bool]:
    """What those who set deadlines by it rely on: whether there is one, in hours or days, and of what length."""
    return policy.rule is Rule.NONE, policy.rule in BY_HOUR, policy.n is None
