"""Work plans over HTTP: adopted, corrected, published as they stood, with the budget sheet (PRJ-01 to PRJ-05)."""

from itertools import count

import httpx
import pytest

from tests.e2e.asking import Json, add_project, own, post, read, refuse
from tests.running import Running

MILLION = 1_000_000
YEARS = count(1_900)


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def find_year() -> int:
    """Return a year that has no plan: before anything that a sample holds."""
    return next(YEARS)


def adopt(operator: httpx.Client, goals: int, strategies: int, titles: list[str], **task: object) -> tuple[int, Json]:
    year = find_year()
    body = {
        "year": year,
        "goals": [f"목표 {n}" for n in range(goals)],
        "strategies": [f"전략 {n}" for n in range(strategies)],
        "tasks": [{"number": number, "title": title, **task} for number, title in enumerate(titles, 1)],
    }
    return year, post(operator, "/v1/work-plans", body)


def amount(million: int) -> Json:
    return {"won": million * MILLION}


def test_a_plan_has_its_goals_strategies_and_tasks(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-01: the plan of 2018 has 5 goals, 5 strategies and 12 tasks; that of 2024 has 1 goal and 5 tasks."""
    titles = [f"과제 {n}" for n in range(1, 13)]
    year, made = adopt(operator, 5, 5, titles, overview="개요", effects=["기대효과 하나", "기대효과 둘"])
    shown = read(officer, f"/v1/work-plans/{year}", made)["data"]
    assert (len(shown["goals"]), len(shown["strategies"]), len(shown["tasks"])) == (5, 5, 12)
    assert shown["tasks"][11] | {"team": None} == {
        "number": 12,
        "title": "과제 12",
        "aliases": [],
        "team": None,
        "overview": "개요",
        "effects": ["기대효과 하나", "기대효과 둘"],
    }
    assert (shown["allowed"], read(operator, f"/v1/work-plans/{year}")["data"]["allowed"]) == (
        [],
        ["correct", "publish", "budget-sheet"],
    )
    other, made = adopt(operator, 1, 0, titles[:5])
    shown = read(officer, f"/v1/work-plans/{other}", made)["data"]
    assert (len(shown["goals"]), len(shown["strategies"]), len(shown["tasks"])) == (1, 0, 5)
    again = {"year": other, "goals": [], "tasks": [{"number": 1, "title": "가"}]}
    assert refuse(operator, "/v1/work-plans", again) == (409, "ALREADY_REGISTERED")
    assert refuse(officer, "/v1/work-plans", again | {"year": find_year()}) == (403, "NOT_PERMITTED")
    assert refuse(operator, f"/v1/work-plans/{year}/publish", {"year": other, "kind": "PLAN"}) == (400, "BAD_SHAPE")


def test_each_task_is_a_teams_and_its_correction_leaves_both_to_see(operator: httpx.Client) -> None:
    """PRJ-05, PLT-02, INC-06: a team that there is; 타운홀미팅 and 타운홀미팅 실시 are one task."""
    code = own("team")
    post(
        operator,
        "/v1/org/teams",
        {"code": code, "department": "planning-audit", "name": "팀", "valid_from": "2024-01-01"},
    )
    year, made = adopt(operator, 1, 0, ["타운홀미팅 실시"])
    path = f"/v1/work-plans/{year}"
    task = {"number": 1, "title": "타운홀미팅 실시", "aliases": ["타운홀미팅"], "team": code}
    body = {"year": year, "task": task, "reason": "목차의 이름을 더함"}
    unknown = body | {"task": task | {"team": own("team")}}
    assert refuse(operator, f"{path}/correct", unknown) == (422, "UNKNOWN_TEAM")
    done = post(operator, f"{path}/correct", body, 200)
    shown = read(operator, path, done)["data"]
    assert (shown["tasks"][0]["team"], shown["tasks"][0]["aliases"]) == (code, ["타운홀미팅"])
    (corrected,) = shown["corrections"]
    assert (corrected["before"]["aliases"], corrected["after"]["team"], corrected["by"]) == ([], code, "operator")
    project = add_project(operator, own("타운홀"), team=code, task={"year": year, "number": 1})
    assert [each["id"] for each in read(operator, "/v1/projects", team=code)["data"]] == [project]
    then = read(operator, path, done, as_of=corrected["at"][:10])["data"]
    assert (then["tasks"][0]["team"], then["allowed"]) == (code, [])
    assert post(operator, f"{path}/correct", body, 200)["version"] == done["version"]
    assert made["version"] == done["version"] - 1


def test_a_report_stands_as_it_was_and_splits_milestones_at_its_day(operator: httpx.Client) -> None:
    """PRJ-02, PRJ-03: each milestone is in exactly one list; what comes later changes no report; two reports a year."""
    year, _ = adopt(operator, 1, 0, ["논산시 통합브랜드 개발"])
    path = f"/v1/work-plans/{year}"
    project = add_project(operator, own("브랜드"), task={"year": year, "number": 1})
    plans = {1: ("착수", "2017. 10."), 2: ("최종보고", "2018. 5."), 3: ("상표 출원", "2018. 9.")}
    for number, (title, planned) in plans.items():
        body = {"number": number, "title": title, "planned": planned}
        post(operator, f"/v1/projects/{project}/plan-milestone", body, 200)
    for number, on in ((1, "2017. 10. 20."), (2, "2018. 5. 30.")):
        done = post(operator, f"/v1/projects/{project}/reach-milestone", {"number": number, "on": on}, 200)
    for day, expected in {
        "2018-08-31": ([1, 2], [3]),
        "2018-04-01": ([1], [2, 3]),
        "2017-01-01": ([], [1, 2, 3]),
    }.items():
        (task,) = read(operator, f"{path}/progress", done, on=day)["data"]["tasks"]
        lists = [each["number"] for each in task["done"]], [each["number"] for each in task["ahead"]]
        assert lists == expected, day
    first = post(operator, f"{path}/publish", {"year": year, "kind": "PLAN"}, 200)
    assert refuse(operator, f"{path}/publish", {"year": year, "kind": "PLAN"}) == (422, "REASON_REQUIRED")
    post(operator, f"/v1/projects/{project}/reach-milestone", {"number": 3, "on": "2018. 10. 1."}, 200)
    second = post(operator, f"{path}/publish", {"year": year, "kind": "PROGRESS"}, 200)
    told = [read(operator, f"{path}/editions/{n}", second)["data"]["tasks"][0] for n in (1, 2)]
    assert [(len(each["done"]), len(each["ahead"])) for each in told] == [(2, 1), (3, 0)]
    listed = read(operator, f"{path}/editions", second)["data"]
    assert [(each["edition"], each["kind"]["label"]) for each in listed] == [
        (1, "주요업무 계획 보고"),
        (2, "추진상황 보고"),
    ]
    reports = read(operator, path, second)["data"]["reports"]
    assert [(each["due"]["value"], each["state"]["code"], each["edition"]) for each in reports] == [
        (f"{year}-01", "PUBLISHED", 1),
        (f"{year}-07", "PUBLISHED", 2),
    ]
    assert first["version"] < second["version"]
    missing = operator.get(f"{path}/editions/3")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")


def test_a_budget_sheet_adds_up_or_says_where_not(operator: httpx.Client) -> None:
    """PRJ-04, INC-23: 계 92 is stated where the lines make 99; refused, unless claimed and then in the register."""
    year, _ = adopt(operator, 1, 0, ["엑스포"])
    path = f"/v1/work-plans/{year}"
    missing = operator.get(f"{path}/budget-sheet")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    rows = [
        {"name": "엑스포 준비", "total": amount(92), "sources": [{"source": "CITY", "amount": amount(92)}]},
        {"name": "설문조사", "total": amount(7), "sources": [{"source": "CITY", "amount": amount(7)}]},
    ]
    stated = {
        "total": amount(99),
        "this_year": amount(92),
        "sources": [{"source": "CITY", "amount": amount(99)}],
    }
    body = {"year": year, "lines": rows, "stated": stated}
    assert refuse(operator, f"{path}/budget-sheet", body) == (422, "BUDGET_SHEET_MISMATCH")
    claims = [{"code": "BUDGET_SHEET_MISMATCH", "stated": "92", "source": "B368-374"}]
    done = post(operator, f"{path}/budget-sheet", body | {"claims": claims}, 200)
    sheet = read(operator, f"{path}/budget-sheet", done)["data"]
    assert (sheet["stated"]["this_year"]["won"], sheet["computed"]["this_year"]["won"]) == (92 * MILLION, 99 * MILLION)
    assert sum(line["total"]["won"] for line in sheet["lines"]) == sheet["computed"]["total"]["won"] == 99 * MILLION
    listed = read(operator, "/v1/discrepancies", done, about_kind="PLAN", about_id=str(year))["data"]
    assert [(each["code"], each["stated"], each["source"]) for each in listed] == [
        ("BUDGET_SHEET_MISMATCH", "92", "B368-374")
    ]
    right = body | {"stated": stated | {"this_year": amount(99)}}
    assert refuse(operator, f"{path}/budget-sheet", right | {"claims": claims}) == (422, "CLAIM_NOT_NEEDED")
    post(operator, f"{path}/budget-sheet", right, 200)
