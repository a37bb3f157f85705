"""직무대리: one row a delegation, also a revoked one (ORG-12)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.messages import Recorded
from contracts.registry import Delegated, DelegationRevoked, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """An account that may act for another."""

    delegation: str
    absent: str
    acting: str
    valid_from: date
    valid_until: date
    reason: str
    revoked_for: str | None
    """Why it ended at once; None while it was not revoked."""
    position: int

    def holds_on(self, day: date) -> bool:
        """Tell whether the account may act on a day."""
        return self.revoked_for is None and self.valid_from <= day <= self.valid_until


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the delegation's id."""
    return (str(event.data.delegation),) if isinstance(event.data, Delegated | DelegationRevoked) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the delegation after the event."""
    match event.data:
        case Delegated() as made:
            return Row(
                delegation=str(made.delegation),
                absent=made.absent,
                acting=made.acting,
                valid_from=made.valid_from,
                valid_until=made.valid_until,
                reason=made.reason,
                revoked_for=None,
                position=event.position,
            )
        case DelegationRevoked() as revoked if row is not None:
            return replace(row, revoked_for=revoked.reason, position=event.position)
        case _:
            return row
