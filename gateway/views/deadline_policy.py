"""기한 기준: one row a version that was adopted; the first versions are contracts/calendar/policies.py (CAL-12)."""

from dataclasses import dataclass

from contracts.messages import Recorded
from contracts.registry import DeadlinePolicyAdopted, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One version."""

    key: str
    """Such as DIR_REPORT_3@2."""
    policy: dict[str, object]
    """The DeadlinePolicy."""
    reason: str
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the version's key."""
    return (event.data.policy.key,) if isinstance(event.data, DeadlinePolicyAdopted) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the version as adopted."""
    match event.data:
        case DeadlinePolicyAdopted() as adopted:
            return Row(adopted.policy.key, adopted.policy.model_dump(mode="json"), adopted.reason, event.position)
        case _:
            return row
