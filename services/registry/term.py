"""Electoral terms (민선7기, 민선8기): in the order of their numbers, no two on one day (ORG-07)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.errors import Rejected
from contracts.registry import RegisterTerm, RegistryEvent, TermRegistered
from services.registry.validity import Validity, read_validity, refuse_overlap


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms by number."""

    known: Mapping[int, Validity] = field(default_factory=dict)


def decide(command: RegisterTerm, state: Terms) -> tuple[RegistryEvent, ...]:
    """Return what registering leads to: nothing where the term stands so already.

    Raises: Rejected with DATES_REVERSED, ALREADY_REGISTERED, PERIOD_OVERLAPS.
    """
    validity = read_validity(command.valid_from, command.valid_until)
    before = state.known.get(command.number)
    if before == validity:
        return ()
    if before is not None:
        message = f"민선{command.number}기는 이미 다른 기간으로 등록되어 있습니다. 등록된 것을 확인하세요."
        raise Rejected("ALREADY_REGISTERED", message, {"number": str(command.number)})
    for number, other in state.known.items():
        if validity.overlaps(other):
            raise refuse_overlap(other, f"민선{number}기")
        if (number < command.number) != (other.first < validity.first):
            message = f"민선{number}기와 앞뒤가 바뀌었습니다. 기수와 날짜를 확인하세요."
            raise Rejected("DATES_REVERSED", message, {"number": str(number)})
    return (TermRegistered(number=command.number, valid_from=command.valid_from, valid_until=command.valid_until),)


def evolve(state: Terms, event: RegistryEvent) -> Terms:
    """Return the terms after an event."""
    if isinstance(event, TermRegistered):
        return Terms({**state.known, event.number: Validity(event.valid_from, event.valid_until)})
    return state
