"""What several aggregates check, at its bounds: typed dates, who changes what, whom a command names."""

from datetime import date
from functools import partial

import pytest

from contracts.messages import Actor
from contracts.values import Role
from services.projects.checks import (
    Department,
    check_after,
    check_departments,
    check_editor,
    check_partners,
    make_day,
    read_past,
    read_plan,
)
from tests.unit.services.projects.acting import CULTURE, OFFICE, ROADS, refused

TODAY = date(2018, 8, 6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2018. 9월 ~", "BAD_SHAPE"),
        ("3. 3. 또는 3. 4.", "BAD_SHAPE"),
        ("2018-08-07", "DAY_IN_FUTURE"),
        ("9월", "DAY_IN_FUTURE"),
        ("2018. 8. 6.(화)", "WEEKDAY_MISMATCH"),
        ("어제", "BAD_SHAPE"),
    ],
)
def test_what_happened_is_decided_over_and_not_to_come(text: str, code: str) -> None:
    """CAL-06, CAL-08: 2018-08-06 is a Monday."""
    assert refused(lambda: read_past(text, TODAY)).code == code


@pytest.mark.parametrize("text", ["2018-08-06", "8. 6.(월)", "8월", "2018", "2018. 3분기", "7월 ~ 8월"])
def test_what_may_have_happened_by_today_happened(text: str) -> None:
    """CAL-06: a month that has begun may be the one."""
    assert read_past(text, TODAY).first <= TODAY


def test_a_plan_may_be_open_but_is_one() -> None:
    """CAL-06, CAL-09, INC-41: `2018. 9월 ~`."""
    assert read_plan("2018. 9월 ~", TODAY).is_open
    assert refused(lambda: read_plan("3. 3.(토) 또는 3. 10.(토)", TODAY)).code == "BAD_SHAPE"


@pytest.mark.parametrize(
    ("later", "earlier", "is_right"),
    [
        ("2018-06", "2018-06", True),
        ("2018-06", "2018. 6. 30.", True),
        ("2018. 6. 1.", "2018-06", True),
        ("2018. 5. 31.", "2018-06", False),
        ("2018-05", "2018. 6. 1.", False),
        ("2018. 5월 ~", "2018-06", True),
    ],
)
def test_what_follows_may_share_the_month_only(later: str, earlier: str, is_right: bool) -> None:
    """INC-11: 제출 and 선정 of one month."""
    periods = read_plan(later, TODAY), read_plan(earlier, TODAY)
    if is_right:
        check_after(*periods, "앞")
    else:
        assert refused(lambda: check_after(*periods, "앞")).code == "DATES_REVERSED"


def test_who_entered_it_and_the_office_change_it() -> None:
    nobody = Actor(user="system", role=Role.OFFICER)
    check_editor("culture", CULTURE)
    check_editor("culture", OFFICE)
    check_editor(None, OFFICE)
    for owner, actor in (("culture", ROADS), (None, CULTURE), (None, nobody), ("culture", nobody)):
        assert refused(partial(check_editor, owner, actor)).code == "NOT_PERMITTED"


def test_partners_are_known_and_named_once() -> None:
    check_partners((), ())
    check_partners(("a", "b"), {"a", "b"})
    assert refused(lambda: check_partners(("a", "b"), {"a"})).details == {"code": "b"}
    assert refused(lambda: check_partners(("a", "a"), {"a"})).code == "BAD_SHAPE"


def test_departments_exist_on_the_day() -> None:
    known = {"culture": Department(date(2018, 1, 1), date(2018, 12, 31))}
    for day in (date(2018, 1, 1), date(2018, 12, 31)):
        check_departments(("culture",), known, day)
    for day in (date(2017, 12, 31), date(2019, 1, 1)):
        assert refused(partial(check_departments, ("culture",), known, day)).code == "DEPARTMENT_NOT_VALID"
    assert refused(lambda: check_departments(("roads",), known, TODAY)).code == "UNKNOWN_DEPARTMENT"


def test_a_day_is_a_period_of_its_own() -> None:
    assert (make_day(TODAY).first, make_day(TODAY).last) == (TODAY, TODAY)
