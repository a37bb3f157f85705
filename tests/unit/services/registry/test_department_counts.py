"""Declared numbers of departments: kinds add up to the total, towns to the town offices."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.registry import DeclareDepartmentCounts, DepartmentCountsDeclared, DepartmentKind, TownKind
from services.registry import department_counts
from services.registry.department_counts import Counts

TOWNS = {TownKind.EUP: 2, TownKind.MYEON: 11, TownKind.DONG: 2}
OF_2018 = DeclareDepartmentCounts(
    valid_from=date(2018, 1, 1), total=51, towns=TOWNS, source="2018 주요업무 A419, A241",
    kinds={
        DepartmentKind.HEADQUARTERS: 27, DepartmentKind.COUNCIL: 1, DepartmentKind.DIRECT_AGENCY: 6,
        DepartmentKind.PROJECT_OFFICE: 2, DepartmentKind.TOWN_OFFICE: 15,
    },
)  # fmt: skip
OF_2024 = DeclareDepartmentCounts(
    valid_from=date(2024, 1, 1), total=59, towns=TOWNS, source="2024 업무계획 B315",
    kinds={
        DepartmentKind.HEADQUARTERS: 36, DepartmentKind.DIRECT_AGENCY: 7, DepartmentKind.PROJECT_OFFICE: 1,
        DepartmentKind.TOWN_OFFICE: 15,
    },
)  # fmt: skip


def test_the_numbers_of_2018_add_up() -> None:
    """ORG-02, AR-18: 51 = 27 + 1 + 6 + 2 + 15; ORG-04, AR-20: 15 = 2 + 11 + 2."""
    (event,) = department_counts.decide(OF_2018, Counts())
    assert isinstance(event, DepartmentCountsDeclared)
    assert (event.total, list(event.kinds.values())) == (51, [27, 1, 6, 2, 15])
    assert event.towns is not None
    assert sum(event.towns.values()) == event.kinds[DepartmentKind.TOWN_OFFICE]


def test_the_numbers_of_2024_add_up_without_a_council() -> None:
    """ORG-03, AR-19: 59 = 36 + 7 + 1 + 15."""
    (event,) = department_counts.decide(OF_2024, Counts())
    assert isinstance(event, DepartmentCountsDeclared)
    assert DepartmentKind.COUNCIL not in event.kinds


def test_a_total_that_the_kinds_do_not_add_up_to_is_refused() -> None:
    """ORG-02; INC-44: 58 was printed where 35 + 7 + 15 is 57, the 사업소 left out."""
    printed = {DepartmentKind.HEADQUARTERS: 35, DepartmentKind.DIRECT_AGENCY: 7, DepartmentKind.TOWN_OFFICE: 15}
    with pytest.raises(Rejected, match="DEPARTMENT_SUM_MISMATCH") as refusal:
        department_counts.decide(OF_2024.model_copy(update={"total": 58, "kinds": printed}), Counts())
    assert refusal.value.details == {"total": "58", "sum": "57"}


def test_towns_that_are_not_the_town_offices_are_refused() -> None:
    """ORG-04: 2 + 11 + 1 is 14."""
    with pytest.raises(Rejected, match="DEPARTMENT_SUM_MISMATCH") as refusal:
        department_counts.decide(OF_2018.model_copy(update={"towns": {**TOWNS, TownKind.DONG: 1}}), Counts())
    assert refusal.value.details == {"total": "15", "sum": "14"}


def test_a_bureau_is_no_department_to_count() -> None:
    kinds = {DepartmentKind.BUREAU: 3}
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        department_counts.decide(OF_2018.model_copy(update={"total": 3, "kinds": kinds, "towns": None}), Counts())


def test_what_stands_is_declared_once_and_corrected_by_another() -> None:
    """PLT-02."""
    (event,) = department_counts.decide(OF_2024, Counts())
    state = department_counts.evolve(Counts(), event)
    assert department_counts.decide(OF_2024, state) == ()
    assert len(department_counts.decide(OF_2018, state)) == 1
    assert len(department_counts.decide(OF_2024.model_copy(update={"towns": None}), state)) == 1


counted = st.dictionaries(st.sampled_from(list(DepartmentKind)[:5]), st.integers(0, 60), min_size=1)


@given(counted, st.integers(0, 300))
def test_a_declaration_stands_exactly_where_it_adds_up(kinds: dict[DepartmentKind, int], total: int) -> None:
    """ORG-02."""
    command = DeclareDepartmentCounts(valid_from=date(2018, 1, 1), total=total, kinds=kinds, source="출처")
    if sum(kinds.values()) == total:
        assert len(department_counts.decide(command, Counts())) == 1
    else:
        with pytest.raises(Rejected, match="DEPARTMENT_SUM_MISMATCH"):
            department_counts.decide(command, Counts())
