"""The sample as loaded: counts of the sources, and the deadlines worked out by hand."""

from collections import Counter

import httpx
import pytest

from tests.running import Running


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


OTHER_TESTS = ("new-", "climate-response")
"""Departments that other tests of this system register; the last is the example of the API's document."""


def count_kinds(operator: httpx.Client, as_of: str) -> Counter[str]:
    departments = operator.get("/v1/org/departments", params={"as_of": as_of, "limit": 200}).json()["data"]
    return Counter(each["kind"]["code"] for each in departments if not each["code"].startswith(OTHER_TESTS))


def test_2018_has_51_departments(operator: httpx.Client) -> None:
    """ORG-02: 27 본청, 1 의회, 6 직속기관, 2 사업소, 15 읍면동."""
    kinds = count_kinds(operator, "2018-08-01")
    assert kinds == {"HEADQUARTERS": 27, "COUNCIL": 1, "DIRECT_AGENCY": 6, "PROJECT_OFFICE": 2, "TOWN_OFFICE": 15}


def test_2024_has_59_departments(operator: httpx.Client) -> None:
    """ORG-03: 36 본청, 7 직속기관, 1 사업소, 15 읍면동, no 의회."""
    kinds = count_kinds(operator, "2024-02-01")
    assert kinds == {"HEADQUARTERS": 36, "DIRECT_AGENCY": 7, "PROJECT_OFFICE": 1, "TOWN_OFFICE": 15}


def test_the_town_offices_are_2_eup_11_myeon_2_dong(operator: httpx.Client) -> None:
    """ORG-04."""
    departments = operator.get("/v1/org/departments", params={"as_of": "2024-02-01", "limit": 200}).json()["data"]
    towns = Counter(each["name"][-1] for each in departments if each["kind"]["code"] == "TOWN_OFFICE")
    assert towns == {"읍": 2, "면": 11, "동": 2}


def test_the_planning_office_keeps_its_lineage(operator: httpx.Client) -> None:
    """ORG-01: 전략기획실 as of 2018, 기획감사실 as of 2024, one lineage."""
    found = {}
    for as_of in ("2018-08-01", "2024-02-01"):
        departments = operator.get("/v1/org/departments", params={"as_of": as_of, "limit": 200}).json()["data"]
        found[as_of] = [each["name"] for each in departments if each["lineage"] == "planning"]
    assert found == {"2018-08-01": ["전략기획실"], "2024-02-01": ["기획감사실"]}


def test_the_sample_has_the_first_twenty_directives(operator: httpx.Client) -> None:
    """DIR-01: 2024-0001 to 2024-0020, dense."""
    page = operator.get("/v1/directives", params={"sort": "number", "limit": 20}).json()
    assert [each["number"] for each in page["data"]] == [f"2024-{n:04d}" for n in range(1, 21)]


@pytest.mark.parametrize(
    ("number", "share_due", "late", "report_due"),
    [
        ("2024-0001", "2024-01-02", 0, "2024-01-05"),  # Tuesday; 3, 4, 5 January
        ("2024-0005", "2024-01-04", 1, "2024-01-10"),  # shared Friday the 5th; 8, 9, 10
        ("2024-0012", "2024-01-15", 0, "2024-01-18"),  # issued on a Saturday; due Monday
        ("2024-0016", "2024-01-18", 2, "2024-01-25"),  # shared Monday the 22nd: 19 and 22 are late days
        ("2024-0017", "2024-01-22", 0, "2024-02-05"),  # a plan: ten business days after the 22nd
        ("2024-0003", "2024-01-02", 0, None),  # an exhortation has no report
    ],
)
def test_the_deadlines_are_those_worked_out_by_hand(
    operator: httpx.Client, number: str, share_due: str, late: int, report_due: str | None
) -> None:
    """DIR-02, DIR-04, DIR-06, DIR-11: DIR_SHARE, DIR_REPORT_3, DIR_PLAN_10, DIR_NONE of domain.md 4.1."""
    found = operator.get("/v1/directives", params={"q": number}).json()["data"][0]
    assert (found["share_due"], found["share_late_days"], found["report_due"]) == (share_due, late, report_due)
