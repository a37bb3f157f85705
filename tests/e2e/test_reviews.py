"""Flagships and their reviews over HTTP: listed, frozen, four a year, ad hoc, rated and remedied (PRJ-80 to PRJ-82)."""

from dataclasses import dataclass

import httpx
import pytest

from tests.e2e.asking import Json, add_project, own, post, read, refuse
from tests.e2e.visiting import Visit
from tests.running import Running, eventually

REMEDY = {"cause": "토지 보상 지연", "remedy": "협의 매수 전환", "recovery_date": "2030. 6."}


@dataclass(frozen=True, slots=True)
class Flagships:
    """Two projects of this year's approved list: one was late already when it was approved."""

    late: str
    ahead: str


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def plan_milestone(operator: httpx.Client, project: str, planned: str) -> None:
    post(operator, f"/v1/projects/{project}/plan-milestone", {"number": 1, "title": "착공", "planned": planned}, 200)


@pytest.fixture(scope="module")
def flagships(operator: httpx.Client, system: Running) -> Flagships:
    late, ahead = (add_project(operator, own("역점사업")) for _ in range(2))
    plan_milestone(operator, late, "2023. 12. 15.")
    plan_milestone(operator, ahead, "2024. 6. 28.")
    post(operator, "/v1/flagships/2024/list", {"year": 2024, "projects": [late, ahead]}, 200)
    post(system.open("mayor"), "/v1/flagships/2024/approve", {"year": 2024}, 200)
    return Flagships(late, ahead)


def list_reviews(operator: httpx.Client, project: str, after: Json | None = None) -> list[Json]:
    return list(read(operator, "/v1/reviews", after, project=project)["data"])


def test_a_years_list_is_frozen_once_it_is_approved(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-80: listed anew until then; afterwards neither longer nor shorter; nothing to approve without a list."""
    year = 1_900
    path, projects = f"/v1/flagships/{year}", [add_project(operator, own("역점사업")) for _ in range(2)]
    assert refuse(operator, f"{path}/approve", {"year": year}) == (409, "WRONG_STATE")
    post(operator, f"{path}/list", {"year": year, "projects": projects[:1]}, 200)
    post(operator, f"{path}/list", {"year": year, "projects": projects}, 200)
    assert refuse(operator, f"{path}/list", {"year": year, "projects": projects * 2}) == (400, "BAD_SHAPE")
    assert refuse(officer, f"{path}/approve", {"year": year}) == (403, "NOT_PERMITTED")
    done = post(operator, f"{path}/approve", {"year": year}, 200)
    assert refuse(operator, f"{path}/list", {"year": year, "projects": projects[:1]}) == (409, "FLAGSHIPS_FROZEN")
    shown = read(officer, path, done)["data"]
    assert (shown["projects"], shown["is_approved"], shown["allowed"]) == (projects, True, [])
    assert read(operator, path, done)["data"]["allowed"] == []
    assert refuse(operator, f"{path}/list", {"year": year + 1, "projects": projects}) == (400, "BAD_SHAPE")


def test_each_flagship_has_four_reviews_a_year(operator: httpx.Client) -> None:
    """PRJ-81: missing ones show; one a quarter, none of a quarter to come, none of who is no flagship."""
    year = 1_950
    project = add_project(operator, own("역점사업"))
    path = f"/v1/flagships/{year}"
    post(operator, f"{path}/list", {"year": year, "projects": [project]}, 200)
    post(operator, f"{path}/approve", {"year": year}, 200)
    body = {"project": project, "planned": 2_500, "actual": 2_500}
    for n in (1, 2, 3):
        made = post(operator, "/v1/reviews/quarterly", body | {"quarter": f"{year}-Q{n}"})
    assert post(operator, "/v1/reviews/quarterly", body | {"quarter": f"{year}-Q1"})["id"] != made["id"]
    (told,) = read(operator, f"{path}/reviews", made)["data"]
    assert [(each["quarter"][-2:], each["state"]["code"]) for each in told["quarters"]] == [
        ("Q1", "OPEN"), ("Q2", "OPEN"), ("Q3", "OPEN"), ("Q4", "MISSING"),
    ]  # fmt: skip
    assert told["quarters"][2]["review"] == made["id"]
    last = post(operator, "/v1/reviews/quarterly", body | {"quarter": f"{year}-Q4"})
    (told,) = read(operator, f"{path}/reviews", last)["data"]
    assert [each["rating"]["code"] for each in told["quarters"]] == ["NORMAL"] * 4
    other = {"project": add_project(operator, own("사업")), "planned": 1, "actual": 1, "quarter": f"{year}-Q1"}
    assert refuse(operator, "/v1/reviews/quarterly", other) == (422, "NOT_A_FLAGSHIP")
    assert refuse(operator, f"/v1/reviews/{made['id']}/record", body | {"quarter": f"{year}-Q1"}) == (404, "NOT_FOUND")


def test_ratings_are_exact_and_lagging_needs_cause_and_remedy(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-82: 90 % is normal, 89.99 % lags, 69.99 % is severe; nothing planned is not due; recorded again, the last."""
    project = add_project(operator, own("사업"), lead="town-yeonmu")
    made = post(operator, "/v1/reviews", {"project": project, "reason": "현장 점검"})
    path = f"/v1/reviews/{made['id']}"
    body = {"project": project, "planned": 10_000}
    assert refuse(officer, f"{path}/record", body | {"actual": 8_999}) == (422, "CAUSE_AND_REMEDY_REQUIRED")
    half = body | {"actual": 8_999, "cause": "지연"}
    assert refuse(officer, f"{path}/record", half) == (422, "CAUSE_AND_REMEDY_REQUIRED")
    for actual, rating in ((9_000, "NORMAL"), (8_999, "LAGGING"), (7_000, "LAGGING"), (6_999, "SEVERE")):
        done = post(officer, f"{path}/record", body | {"actual": actual} | REMEDY, 200)
        assert read(officer, path, done)["data"]["rating"]["code"] == rating, actual
    assert refuse(operator, f"{path}/close", {}) == (409, "REMEDY_NOT_AGREED")
    shown = read(operator, path, done)["data"]
    assert shown["allowed"] == ["record", "remedy"]
    assert refuse(officer, f"{path}/remedy", {"remedy": "가", "answers_for_it": "연무읍"}) == (403, "NOT_PERMITTED")
    post(operator, f"{path}/remedy", {"remedy": "수용재결", "answers_for_it": "연무읍"}, 200)
    done = post(operator, f"{path}/close", {"note": "점검 완료"}, 200)
    shown = read(operator, path, done)["data"]
    assert (shown["state"]["code"], shown["rating"]["code"], len(shown["records"]), shown["allowed"]) == (
        "CLOSED", "SEVERE", 4, ["correct"],
    )  # fmt: skip
    assert refuse(officer, f"{path}/record", body | {"actual": 9_500}) == (409, "WRONG_STATE")
    other = post(operator, "/v1/reviews", {"project": project, "reason": "다시 점검"})
    nothing = {"project": project, "planned": 0, "actual": 0}
    done = post(officer, f"/v1/reviews/{other['id']}/record", nothing, 200)
    assert read(operator, f"/v1/reviews/{other['id']}", done)["data"]["rating"]["code"] == "NOT_DUE"


def test_another_departments_officer_records_no_review(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-82: the lead department and the coordinating office; and a remedy before the day is none."""
    project = add_project(operator, own("사업"))
    made = post(operator, "/v1/reviews", {"project": project, "reason": "점검"})
    body = {"project": project, "planned": 100, "actual": 100}
    assert refuse(officer, f"/v1/reviews/{made['id']}/record", body) == (403, "NOT_PERMITTED")
    assert refuse(officer, "/v1/reviews", {"project": project, "reason": "점검"}) == (403, "NOT_PERMITTED")
    past = body | {"planned": 100, "actual": 1} | REMEDY | {"recovery_date": "2023. 5."}
    assert refuse(operator, f"/v1/reviews/{made['id']}/record", past) == (422, "DAY_IN_PAST")


def test_a_flagships_slip_of_ten_business_days_opens_one_review(
    operator: httpx.Client, flagships: Flagships, visit: Visit
) -> None:
    """PRJ-43, PRJ-81, XS-03: nine business days after Friday 28 June 2024 open none, ten open one, more no second."""
    path = f"/v1/projects/{flagships.ahead}/forecast-milestone"
    body = {"number": 1, "reason": "보상 지연"}
    done = post(operator, path, body | {"forecast": "2024. 7. 11."}, 200)
    assert list_reviews(operator, flagships.ahead, done) == []
    name = read(operator, f"/v1/projects/{flagships.ahead}", done)["data"]["name"]
    for forecast, slip in (("2024. 7. 12.", (14, 10)), ("2024. 8. 30.", (63, 44))):
        done = post(operator, path, body | {"forecast": forecast}, 200)
        (line,) = read(operator, "/v1/projects/timeline", done, q=name)["data"]
        assert (line["slip"]["days"], line["slip"]["business_days"]) == slip
        assert f"지연 {slip[0]}일" in visit("operator").read(f"/projects?q={name}")
    (review,) = list_reviews(operator, flagships.ahead, done)
    assert (review["kind"]["code"], review["milestone"], review["state"]["code"]) == ("AD_HOC", 1, "OPEN")
    (told,) = [
        each
        for each in read(operator, "/v1/flagships/2024/reviews", done)["data"]
        if each["project"] == flagships.ahead
    ]
    assert told["ad_hoc"] == [review["id"]]


def test_what_was_late_when_flagships_were_approved_is_reviewed(operator: httpx.Client, flagships: Flagships) -> None:
    """PRJ-80, PRJ-81: planned for 15 December 2023, looked at again with the approval, though its timer had asked."""
    eventually(lambda: len(list_reviews(operator, flagships.late)) == 1, "the approval opens a review of what is late")
    (review,) = list_reviews(operator, flagships.late)
    assert (review["kind"]["code"], review["milestone"]) == ("AD_HOC", 1)
    assert "15" in review["reason"]
