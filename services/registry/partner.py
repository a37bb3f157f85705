"""Partners outside the city hall: no two have a name or an alias in common, so that a name finds one (ORG-11)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.errors import Rejected
from contracts.registry import (
    AddPartnerAlias,
    PartnerAliasAdded,
    PartnerRegistered,
    RegisterPartner,
    RegistryEvent,
)


@dataclass(frozen=True, slots=True)
class Partners:
    """Whose each name is."""

    codes: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    """The partner's code by name or alias, whatever its spaces, capitals and encoding."""


def decide(command: RegisterPartner | AddPartnerAlias, state: Partners) -> tuple[RegistryEvent, ...]:
    """Return what a command on a partner leads to: nothing where it has the alias already.

    Raises: Rejected with ALREADY_REGISTERED, BAD_SHAPE, NOT_FOUND.
    """
    match command:
        case RegisterPartner():
            return (_register(command, state),)
        case AddPartnerAlias() if command.code not in state.codes:
            raise Rejected("NOT_FOUND", "그런 기관이 없습니다. 기관 코드를 확인하세요.")
        case AddPartnerAlias() if state.owners.get(_simplify(command.alias)) == command.code:
            return ()
        case AddPartnerAlias():
            _check_free((command.alias,), state)
            return (PartnerAliasAdded(code=command.code, alias=command.alias),)


def evolve(state: Partners, event: RegistryEvent) -> Partners:
    """Return the partners after an event."""
    match event:
        case PartnerRegistered():
            names = dict.fromkeys(map(_simplify, (event.name, *event.aliases)), event.code)
            return Partners(state.codes | {event.code}, {**state.owners, **names})
        case PartnerAliasAdded():
            return Partners(state.codes, {**state.owners, _simplify(event.alias): event.code})
        case _:
            return state


def _register(command: RegisterPartner, state: Partners) -> RegistryEvent:
    if command.code in state.codes:
        message = "이미 등록된 기관 코드입니다. 다른 코드를 쓰세요."
        raise Rejected("ALREADY_REGISTERED", message, {"code": command.code})
    names = (command.name, *command.aliases)
    if len(set(map(_simplify, names))) < len(names):
        raise Rejected("BAD_SHAPE", "같은 이름을 두 번 적었습니다. 하나만 적으세요.")
    _check_free(names, state)
    return PartnerRegistered(code=command.code, name=command.name, kind=command.kind, aliases=command.aliases)


def _check_free(names: tuple[str, ...], state: Partners) -> None:
    for name in names:
        owner = state.owners.get(_simplify(name))
        if owner is not None:
            message = f"다른 기관이 쓰는 이름입니다: {name}. 같은 기관인지 확인하세요."
            raise Rejected("ALREADY_REGISTERED", message, {"code": owner, "name": name})


def _simplify(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
