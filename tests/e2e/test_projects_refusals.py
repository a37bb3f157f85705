"""Who may do what with projects, what is refused, and how lists choose, order and sum them."""

import uuid

import httpx
import pytest

from tests.e2e.asking import Json, own, read, refuse
from tests.e2e.projecting import LEAD, act, add, await_shown, deny, money, plan, tell
from tests.running import Running

OWN = "town-yeonmu"
"""The department of the account `officer`."""
NAMED = {"name": "사업", "kind": "OTHER", "lead": LEAD, "period": "2024"}


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


@pytest.fixture(scope="module")
def project(operator: httpx.Client) -> str:
    made = add(operator, "거절")
    await_shown(operator, made)
    return made


def test_a_project_is_its_lead_departments_to_change(
    system: Running, operator: httpx.Client, officer: httpx.Client
) -> None:
    """PRJ-05: another department's officer sees it and changes nothing; the mayor reads only."""
    theirs, ours = add(operator, "기획"), add(officer, "연무", lead=OWN)
    assert deny(officer, theirs, "fund", plan(1)) == (403, "NOT_PERMITTED")
    assert refuse(officer, "/v1/projects", NAMED) == (403, "NOT_PERMITTED")
    assert deny(system.open("mayor"), theirs, "fund", plan(1)) == (403, "NOT_PERMITTED")
    done = act(officer, ours, "fund", plan(1))
    asked = act(officer, ours, "request-replacement", {"reason": "검토"})
    assert deny(officer, ours, "approve-replacement", {"name": "다른 사업"}) == (403, "NOT_PERMITTED")
    claim = {"code": "FUNDING_SUM_MISMATCH", "stated": "2", "source": "A1"}
    assert deny(officer, ours, "fund", plan(2, {"CITY": 1}, claims=[claim])) == (403, "NOT_PERMITTED")
    seen = tell(officer, theirs, done)
    assert (seen["allowed"], "fund" in tell(officer, ours, done)["allowed"]) == ([], True)
    assert "approve-replacement" in tell(operator, ours, asked)["allowed"]
    assert "approve-replacement" not in tell(officer, ours, asked)["allowed"]
    strange = f"/v1/projects/{uuid.uuid4()}"
    assert deny(operator, strange, "fund", plan(1)) == (404, "NOT_FOUND")
    assert [operator.get(f"{strange}{part}").status_code for part in ("", "/funding", "/parcels", "/contracts")] == (
        [404] * 4
    )


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("note", {"on": "2018. 2. 30.", "text": "없는 날"}, "BAD_SHAPE"),
        ("note", {"on": "2018. 4. 11.(목)", "text": "수요일이다"}, "WEEKDAY_MISMATCH"),
        ("note", {"on": "2030. 1. 1.", "text": "아직 오지 않았다"}, "DAY_IN_FUTURE"),
        ("note", {"on": "2018. 9월 ~", "text": "끝이 없다"}, "BAD_SHAPE"),
        ("fund", {"total": {"won": -1}}, "BAD_SHAPE"),
        ("fund", {"total": {"won": 0.5}}, "BAD_SHAPE"),
        ("fund", {"total": {"won": "100"}}, "BAD_SHAPE"),
        ("fund", {"total": {"won": 2**53 + 1}}, "BAD_SHAPE"),
        ("fund", {"total": money(1), "sum": 1}, "BAD_SHAPE"),
        ("fund", plan(2, {"CITY": 1, "NATION": 1}), "BAD_SHAPE"),
        ("fund", {**plan(2), "sources": plan(1, {"CITY": 1})["sources"] * 2}, "BAD_SHAPE"),
        ("fund", plan(3, {"CITY": 1, "NATIONAL": 1}), "FUNDING_SUM_MISMATCH"),
        ("assign-programme", {"programme": "nowhere"}, "WRONG_STATE"),
        ("divide", {"parts": [{"id": "abc", "name": "가", "total": money(1)}]}, "BAD_SHAPE"),
        ("correct", {"field": "LEAD", "value": "nowhere", "reason": "이관"}, "UNKNOWN_DEPARTMENT"),
        ("correct", {"field": "TEAM", "value": "nowhere", "reason": "지정"}, "UNKNOWN_TEAM"),
        ("correct", {"field": "PERIOD", "value": "2020 ~ 2018", "reason": "거꾸로"}, "BAD_SHAPE"),
        ("correct", {"field": "NAME", "reason": "비움"}, "BAD_SHAPE"),
        ("adjust-parts", {"parts": [{"project": str(uuid.uuid4()), "total": money(1)}], "reason": "나누지 않음"}, ""),
        ("complete", {"on": "2030"}, "DAY_IN_FUTURE"),
    ],
)
def test_what_cannot_be_is_refused(operator: httpx.Client, project: str, name: str, body: Json, code: str) -> None:
    """PRJ-10, CAL-06, CAL-08: and nothing of it is kept."""
    status, found = deny(operator, project, name, body)
    assert (found, 400 <= status < 500) == (code or "WRONG_STATE", True)
    assert tell(operator, project)["version"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lead": "nowhere"}, "UNKNOWN_DEPARTMENT"),
        ({"lead": "strategy-planning"}, "DEPARTMENT_NOT_VALID"),
        ({"team": "nowhere"}, "UNKNOWN_TEAM"),
        ({"location": {"latitude": 36_000_000}}, "BAD_SHAPE"),
        ({"location": {"area_m2": -1}}, "BAD_SHAPE"),
        ({"parent": {"project": str(uuid.uuid4()), "relation": "CITY_SHARE"}}, "NOT_FOUND"),
        ({"parent": {"project": str(uuid.uuid4()), "relation": "PART"}}, "BAD_SHAPE"),
        ({"period": "2018. 13월"}, "BAD_SHAPE"),
        ({"name": "두\n줄"}, "BAD_SHAPE"),
        ({"stated_months": 7, "period": "2017. 10. ~ 2018. 05."}, "PERIOD_DAYS_MISMATCH"),
    ],
)
def test_a_project_that_cannot_be_is_not_registered(operator: httpx.Client, change: Json, code: str) -> None:
    """PRJ-44, PRJ-53, INC-02: a department must exist that day, a place has both degrees, 2017-10 to 2018-05 is 8."""
    assert refuse(operator, "/v1/projects", NAMED | change)[1] == code


@pytest.mark.parametrize(
    "path",
    [
        "?unit=EURO",
        "?kind=NONSENSE",
        "?phase=STARTED,NONE",
        "?task=2018",
        "?year=18",
        "?sort=lead",
        "?fields=secret",
        "?cursor=WyJhYmMiXQ",
        "?colour=red",
        "?as_of=2030-01-01",
        "?external_ref=nothing",
        "/totals",
        "/totals?by=colour",
        "/totals?by=lead&basis=half",
        "/timeline?day=2018-02-30",
        "/timeline?limit=201",
    ],
)
def test_a_read_that_asks_for_nonsense_is_told_so(operator: httpx.Client, path: str) -> None:
    """PRJ-11: units, filters and cursors are those that there are."""
    answer = operator.get(f"/v1/projects{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE"), answer.text


def test_what_is_sent_twice_happens_once(operator: httpx.Client) -> None:
    """PRJ-10: by its key or by the sender's own name of it; who has seen an older version is told."""
    project, key = add(operator, "두 번"), {"Idempotency-Key": own("k")}
    first, again = (operator.post(f"{project}/fund", json=plan(5), headers=key) for _ in range(2))
    assert (first.status_code, again.json()["version"], first.headers["ETag"]) == (200, 2, '"2"')
    other = operator.post(f"{project}/fund", json=plan(6), headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    assert operator.post(f"{project}/fund", json=plan(6)).json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    seen = {"Idempotency-Key": own("k"), "If-Match": '"1"'}
    late = operator.post(f"{project}/fund", json=plan(6), headers=seen)
    assert (late.json()["code"], late.json()["current"]["version"]) == ("VERSION_CONFLICT", "2")
    fresh = operator.post(f"{project}/fund", json=plan(6), headers={"Idempotency-Key": own("k"), "If-Match": '"2"'})
    assert (fresh.status_code, fresh.json()["version"]) == (200, 3)
    reference = {"system": "e-hojo", "id": own("id")}
    mine = [operator.post("/v1/projects", json=NAMED | {"external_ref": reference}) for _ in range(2)]
    assert [each.status_code for each in mine] == [201, 201]
    assert mine[0].json()["id"] == mine[1].json()["id"]
    taken = operator.post("/v1/projects", json=NAMED | {"name": "다른 것", "external_ref": reference})
    assert (taken.status_code, taken.json()["code"]) == (409, "EXTERNAL_REF_TAKEN")
    named = f"{reference['system']}:{reference['id']}"
    (found,) = read(operator, "/v1/projects", mine[0].json(), external_ref=named)["data"]
    assert (found["id"], found["external_ref"]) == (mine[0].json()["id"], named)


def test_totals_are_those_of_the_rows_of_the_same_filter(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-13, PRJ-23, PLT-02: by every dimension, through every page; a correction shows what stood before."""
    mark = own("합계")
    made = [
        (
            add(operator, f"{mark} 가", kind="EVENT", term=7, period="2018 ~ 2020"),
            plan(30, {"NATIONAL": 10, "CITY": 20}),
        ),
        (add(operator, f"{mark} 나", kind="RESEARCH", term=8), plan(20, {"CITY": 20})),
        (add(operator, f"{mark} 다", term=8), plan(10)),
        (add(officer, f"{mark} 라", lead=OWN, kind="EVENT"), plan(40, {"PROVINCIAL": 40})),
    ]
    for project, funding in made:
        act(operator, project, "fund", funding)
    act(operator, made[1][0], "start", {"on": "2024. 1월"})
    reason = {"reason": "옮겨 적다 틀림"}
    done = act(operator, made[0][0], "correct", {"field": "TERM", "value": "6", **reason})
    chosen = {"": 100, "kind": 70, "phase": 80, "lead": 60, "term": 30, "source": 50, "year": 70, "total[gte]": 70}
    filters = {
        "kind": "EVENT",
        "phase": "REGISTERED",
        "lead": LEAD,
        "term": "8",
        "source": "CITY",
        "year": "2024",
        "total[gte]": "30000000",
    }
    for name, total in chosen.items():
        query: Json = {"q": mark, **({name: filters[name]} if name else {})}
        rows: list[Json] = []
        page = read(operator, "/v1/projects", done, sort="-total_won", limit="1", total="true", **query)
        assert page["total"] == len(read(operator, "/v1/projects", None, **query)["data"]), name
        while True:
            rows += page["data"]
            if page["links"]["next"] is None:
                break
            cursor = page["links"]["next"]
            page = read(
                operator, "/v1/projects", None, sort="-total_won", limit="1", total="true", cursor=cursor, **query
            )
        won = [each["total"]["won"] for each in rows]
        assert (sum(won), won) == (total * 1_000_000, sorted(won, reverse=True)), name
        for by in ("programme", "source", "year", "lead", "team", "phase", "kind", "term"):
            sums = read(operator, "/v1/projects/totals", None, by=by, **query)
            assert sums["whole"]["total"]["won"] == sum(won), (name, by)
            assert sum(each["total"]["won"] for each in sums["groups"]) == sum(won), (name, by)
    (fields,) = read(operator, "/v1/projects", None, q=f"{mark} 가", fields="name,phase")["data"]
    assert set(fields) == {"id", "name", "phase"}
    (correction,) = tell(operator, made[0][0])["corrections"]
    assert (correction["field"]["label"], correction["before"], correction["after"]) == ("민선 기수", "7", "6")
    assert (correction["by"], correction["reason"]) == ("operator", "옮겨 적다 틀림")
