"""Plans of the evaluation over HTTP: what adds up, who is evaluated, and what is frozen (EVL-01 to 05, 08, 09)."""

from decimal import Decimal

from tests.e2e import asking
from tests.e2e.evaluating import AREAS, adopt, make_group, make_scheme, open_year
from tests.running import Running


def test_a_plan_is_frozen_once_it_has_begun(system: Running) -> None:
    """EVL-01: a change needs a reason and makes a version; the first stays as it was."""
    operator = system.open("operator")
    of_year = open_year(operator, 2)
    scheme = make_scheme(make_group(of_year.departments))
    adopt(operator, of_year, scheme)
    told = {"year": of_year.year, "scheme": {**scheme, "bonus_cap": "3.0"}}
    assert asking.refuse(operator, f"{of_year.path}/draft", told) == (409, "PLAN_FROZEN")
    assert asking.refuse(operator, f"{of_year.path}/adopt", {"year": of_year.year}) == (409, "PLAN_FROZEN")
    asking.post(operator, f"{of_year.path}/revise", {**told, "reason": "가점 상한을 올림"}, 200)
    plan = asking.read(operator, of_year.path)["data"]
    told_versions = [(each["version"], each["scheme"]["bonus_cap"], each["reason"]) for each in plan["versions"]]
    assert told_versions == [(1, "2.5", None), (2, "3.0", "가점 상한을 올림")]


def test_every_department_of_the_year_has_a_scorecard(system: Running) -> None:
    """EVL-02, EVL-08, EVL-09: as many as the registry has, each in a group with its own weights."""
    operator = system.open("operator")
    of_year = open_year(operator, 5)
    *offices, town = of_year.departments
    towns = {
        "code": "towns",
        "name": "읍면동",
        "departments": [town],
        "areas": [
            {"code": "common", "name": "공통지표", "kind": "ATTAINMENT", "weight": "60"},
            {"code": "satisfaction", "name": "행정서비스 만족도", "kind": "PERCEPTION", "weight": "30"},
            {"code": "tasks", "name": "시정이행", "kind": "TASKS", "weight": "10"},
        ],
    }
    short = {"year": of_year.year, "scheme": make_scheme(make_group(offices))}
    assert asking.refuse(operator, f"{of_year.path}/draft", short) == (422, "TARGETS_INCOMPLETE")
    adopt(operator, of_year, make_scheme(make_group(offices), towns))
    cards = asking.read(operator, "/v1/scorecards", year=str(of_year.year))["data"]
    assert [(each["department"], each["group"]) for each in cards] == [
        *((office, "headquarters") for office in offices),
        (town, "towns"),
    ]


def test_weights_come_to_a_hundred(system: Running) -> None:
    """EVL-03, EVL-04: five areas, of which three are those that the plan of 2018 names; 99.9 is refused."""
    operator = system.open("operator")
    of_year = open_year(operator, 1)
    light = [{**AREAS[0], "weight": "49.9"}, *AREAS[1:]]
    body = {"year": of_year.year, "scheme": make_scheme(make_group(of_year.departments, areas=light))}
    assert asking.refuse(operator, f"{of_year.path}/draft", body) == (422, "WEIGHT_SUM_MISMATCH")
    adopt(operator, of_year, make_scheme(make_group(of_year.departments)))
    areas = asking.read(operator, of_year.path)["data"]["versions"][0]["scheme"]["groups"][0]["areas"]
    assert len(areas) == 5
    assert {"지표달성도", "과제이행수준", "고객인식도"} <= {each["name"] for each in areas}


def test_the_plan_of_2024_has_its_items(system: Running) -> None:
    """EVL-05: five areas of the 본청 that come to 100, the three that the city's own document names among them."""
    plan = asking.read(system.open("operator"), "/v1/evaluation-plans/2024")["data"]
    offices, towns = plan["versions"][-1]["scheme"]["groups"]
    weights = {each["name"]: Decimal(each["weight"]) for each in offices["areas"]}
    assert {name: weights[name] for name in ("지표달성도", "고객인식도", "공통과제")} == {
        "지표달성도": 50,
        "고객인식도": 15,
        "공통과제": 10,
    }
    assert (len(weights), sum(weights.values()), len(towns["areas"])) == (5, 100, 3)
