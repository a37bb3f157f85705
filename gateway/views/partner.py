"""대외기관: one row a partner outside the city hall, with its other names (ORG-11)."""

from dataclasses import dataclass, replace

from contracts.messages import Recorded
from contracts.registry import PartnerAliasAdded, PartnerRegistered, RegistryEvent

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One partner."""

    code: str
    name: str
    kind: str
    aliases: list[str]
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the partner's code."""
    return (event.data.code,) if isinstance(event.data, PartnerRegistered | PartnerAliasAdded) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the partner with all its names."""
    match event.data:
        case PartnerRegistered() as partner:
            return Row(partner.code, partner.name, partner.kind, list(partner.aliases), event.position)
        case PartnerAliasAdded() as added if row is not None:
            return replace(row, aliases=[*row.aliases, added.alias], position=event.position)
        case _:
            return row
