"""Person: registered under a key of its own, and erased by giving up that key (ADR 0009, PLT-07)."""

from dataclasses import dataclass
from uuid import UUID

from contracts.errors import Rejected
from contracts.registry import ErasePerson, PersonErased, PersonRegistered, RegisterPerson, RegistryEvent
from contracts.sealed import read_subject


@dataclass(frozen=True, slots=True)
class Unregistered:
    """There is no such person."""


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Somebody of whom no data are left."""


State = Unregistered | Registered | Erased
UNREGISTERED = Unregistered()


def decide(command: RegisterPerson | ErasePerson, state: State, person: UUID) -> tuple[RegistryEvent, ...]:
    """Return what a command on a person leads to. Raises: Rejected with BAD_SHAPE, ALREADY_REGISTERED, NOT_FOUND."""
    match command, state:
        case RegisterPerson(), Unregistered():
            sealed = [each for each in (command.name, command.email) if each is not None]
            if {read_subject(each) for each in sealed} != {person}:
                raise Rejected("BAD_SHAPE", "다른 사람의 암호 키로 봉인한 값입니다. 이름과 전자우편을 다시 보내세요.")
            return (PersonRegistered(name=command.name, email=command.email, account=command.account),)
        case RegisterPerson(), _:
            raise Rejected("ALREADY_REGISTERED", "이미 등록된 사람입니다. 새 키로 보내세요.")
        case ErasePerson(), Registered():
            return (PersonErased(person=person, reason=command.reason),)
        case ErasePerson(), Erased():
            return ()
        case _:
            raise Rejected("NOT_FOUND", "그런 사람이 없습니다. 주소를 확인하세요.")


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the state after an event."""
    match event:
        case PersonRegistered():
            return Registered()
        case PersonErased():
            return Erased()
        case _:
            return state
