"""Departments of the registry as given / when / then."""

from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.registry import DepartmentKind, DepartmentRegistered, HolidayDeclared, RegisterDepartment
from contracts.values import Role
from services.registry import department
from services.registry.department import Registered, Unregistered

STRATEGY = RegisterDepartment(
    code="strategy", name="전략기획실", name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage="planning",
    valid_from=date(2018, 1, 1), valid_until=date(2023, 12, 31),
)  # fmt: skip


def test_a_free_code_is_registered_with_all_that_was_said() -> None:
    """ORG-01: name, type, lineage, valid from and to."""
    (event,) = department.decide(STRATEGY, Unregistered())
    assert isinstance(event, DepartmentRegistered)
    assert event.model_dump(exclude={"type"}) == STRATEGY.model_dump(exclude={"type"})


def test_a_code_is_taken_for_good() -> None:
    """ORG-01: a renamed department is another one of the same lineage."""
    (event,) = department.decide(STRATEGY, Unregistered())
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        department.decide(STRATEGY, department.evolve(Unregistered(), event))


def test_a_department_does_not_end_before_it_begins() -> None:
    """ORG-01."""
    backwards = STRATEGY.model_copy(update={"valid_until": date(2017, 12, 31)})
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        department.decide(backwards, Unregistered())


@pytest.mark.parametrize("until", [None, date(2018, 1, 1)])
def test_a_department_may_last_one_day_or_for_ever(until: date | None) -> None:
    (event,) = department.decide(STRATEGY.model_copy(update={"valid_until": until}), Unregistered())
    assert isinstance(event, DepartmentRegistered)
    assert event.valid_until == until


def test_other_events_register_nothing() -> None:
    holiday = HolidayDeclared(day=date(2024, 2, 9), name="설날")
    assert department.evolve(Unregistered(), holiday) == Unregistered()
    assert department.evolve(Registered(), holiday) == Registered()


def test_only_the_operator_registers() -> None:
    assert RegisterDepartment.roles == {Role.OPERATOR}
