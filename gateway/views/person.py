"""사람: one row a person, name and address sealed as they came; of an erased one only that there was somebody."""

from dataclasses import dataclass, replace

from contracts.messages import Recorded
from contracts.registry import PersonErased, PersonRegistered, RegistryEvent

CONTEXT = "registry"
PREFIX = "person-"


@dataclass(frozen=True, slots=True)
class Row:
    """One person."""

    person: str
    name: str | None
    """Sealed (contracts/sealed.py)."""
    email: str | None
    """Sealed."""
    account: str | None
    is_erased: bool
    version: int
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[str, ...]:
    """Return the person's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the person as registered; after an erasure without what told who it was (PLT-07)."""
    match event.data:
        case PersonRegistered() as registered:
            return Row(
                person=event.subject.removeprefix(PREFIX),
                name=registered.name,
                email=registered.email,
                account=registered.account,
                is_erased=False,
                version=event.streamversion,
                position=event.position,
            )
        case PersonErased() if row is not None:
            return replace(
                row,
                name=None,
                email=None,
                account=None,
                is_erased=True,
                version=event.streamversion,
                position=event.position,
            )
        case _:
            return row
