"""People as given / when / then: sealed under their own key, erased once."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.errors import Rejected
from contracts.registry import ErasePerson, PersonErased, PersonRegistered, RegisterPerson
from services.registry import person
from services.registry.person import Erased, Registered, Unregistered

SOMEBODY = UUID("3b0c5a0e-1111-5111-8111-111111111111")
ANOTHER = UUID("3b0c5a0e-2222-5222-8222-222222222222")
ERASE = ErasePerson(reason="보유 기간이 끝남")


def seal(subject: UUID) -> str:
    return f"sealed.1.{subject}.{'A' * 40}"


def test_a_person_is_registered_under_a_key_of_its_own() -> None:
    """ORG-06, PLT-07."""
    command = RegisterPerson(name=seal(SOMEBODY), email=seal(SOMEBODY), account="head-planning")
    (event,) = person.decide(command, Unregistered(), SOMEBODY)
    assert event == PersonRegistered(name=seal(SOMEBODY), email=seal(SOMEBODY), account="head-planning")


@pytest.mark.parametrize(("name", "email"), [(ANOTHER, SOMEBODY), (SOMEBODY, ANOTHER), (ANOTHER, None)])
def test_nobody_is_registered_under_the_key_of_another(name: UUID, email: UUID | None) -> None:
    """PLT-07: erasing somebody must erase all of him, and nobody else."""
    command = RegisterPerson(name=seal(name), email=seal(email) if email else None)
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        person.decide(command, Unregistered(), SOMEBODY)


def test_a_name_in_clear_does_not_travel() -> None:
    """PLT-07."""
    with pytest.raises(ValidationError):
        RegisterPerson(name="아무개")


def test_a_person_is_registered_once() -> None:
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        person.decide(RegisterPerson(name=seal(SOMEBODY)), Registered(), SOMEBODY)


def test_a_person_is_erased_once_and_for_good() -> None:
    """PLT-07."""
    (event,) = person.decide(ERASE, Registered(), SOMEBODY)
    assert event == PersonErased(person=SOMEBODY, reason="보유 기간이 끝남")
    assert person.evolve(Registered(), event) == Erased()
    assert person.decide(ERASE, Erased(), SOMEBODY) == ()


def test_nobody_is_erased_who_is_not_there() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        person.decide(ERASE, Unregistered(), SOMEBODY)
