"""Departments of the registry as given / when / then."""

from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.registry import (
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    EndDepartment,
    HolidayDeclared,
    RegisterDepartment,
    TownKind,
)
from contracts.values import Role
from services.registry import department
from services.registry.department import Registered, Unregistered, check_departments
from services.registry.validity import Validity

STRATEGY = RegisterDepartment(
    code="strategy", name="전략기획실", name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage="planning",
    valid_from=date(2018, 1, 1), valid_until=date(2023, 12, 31),
)  # fmt: skip
ENDLESS = Registered(Validity(date(2018, 1, 1)))
END = EndDepartment(code="strategy", valid_until=date(2023, 12, 31), reason="조직 개편")


def test_a_free_code_is_registered_with_all_that_was_said() -> None:
    """ORG-01: name, type, lineage, valid from and to."""
    (event,) = department.decide(STRATEGY, Unregistered())
    assert isinstance(event, DepartmentRegistered)
    assert event.model_dump(exclude={"type", "entry"}) == STRATEGY.model_dump(exclude={"type"})


def test_a_code_is_taken_for_good() -> None:
    """ORG-01: a renamed department is another one of the same lineage."""
    (event,) = department.decide(STRATEGY, Unregistered())
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        department.decide(STRATEGY, department.evolve(Unregistered(), event))


def test_a_department_does_not_end_before_it_begins() -> None:
    """ORG-01."""
    backwards = STRATEGY.model_copy(update={"valid_until": date(2017, 12, 31)})
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        department.decide(backwards, Unregistered())


@pytest.mark.parametrize("until", [None, date(2018, 1, 1)])
def test_a_department_may_last_one_day_or_for_ever(until: date | None) -> None:
    (event,) = department.decide(STRATEGY.model_copy(update={"valid_until": until}), Unregistered())
    assert isinstance(event, DepartmentRegistered)
    assert event.valid_until == until


def test_other_events_register_nothing() -> None:
    holiday = HolidayDeclared(day=date(2024, 2, 9), name="설날")
    assert department.evolve(Unregistered(), holiday) == Unregistered()
    assert department.evolve(ENDLESS, holiday) == ENDLESS


def test_only_the_operator_registers() -> None:
    assert RegisterDepartment.roles == {Role.OPERATOR}


@pytest.mark.parametrize(
    ("kind", "town"), [(DepartmentKind.TOWN_OFFICE, None), (DepartmentKind.HEADQUARTERS, TownKind.EUP)]
)
def test_a_town_office_and_no_other_is_an_eup_a_myeon_or_a_dong(kind: DepartmentKind, town: TownKind | None) -> None:
    """ORG-04."""
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        department.decide(STRATEGY.model_copy(update={"kind": kind, "town": town}), Unregistered())


def test_a_parent_exists_when_its_department_begins() -> None:
    """ORG-01: 2018-01-01 is the first day."""
    child = STRATEGY.model_copy(update={"parent": "bureau"})
    (event,) = department.decide(child, Unregistered(), ENDLESS)
    assert isinstance(event, DepartmentRegistered)
    assert event.parent == "bureau"
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT"):
        department.decide(child, Unregistered())
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        department.decide(child, Unregistered(), Registered(Validity(date(2018, 1, 2))))


def test_an_ended_department_exists_until_its_last_day() -> None:
    """ORG-01: 전략기획실 until 2023-12-31, 기획감사실 from the day after."""
    (event,) = department.decide(END, ENDLESS)
    assert event == DepartmentEnded(
        code="strategy", valid_from=date(2018, 1, 1), valid_until=date(2023, 12, 31), reason="조직 개편"
    )
    ended = department.evolve(ENDLESS, event)
    check_departments({"strategy": ended}, date(2023, 12, 31))
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        check_departments({"strategy": ended}, date(2024, 1, 1))


def test_a_department_ends_once_and_may_be_corrected() -> None:
    """PLT-02: a wrong day is corrected by a new event."""
    ended = department.evolve(ENDLESS, *department.decide(END, ENDLESS))
    assert department.decide(END, ended) == ()
    assert len(department.decide(END.model_copy(update={"valid_until": date(2024, 1, 31)}), ended)) == 1


def test_nothing_ends_that_is_not_there_or_has_not_begun() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        department.decide(END, Unregistered())
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        department.decide(END.model_copy(update={"valid_until": date(2017, 12, 31)}), ENDLESS)
