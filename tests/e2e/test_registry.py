"""The registry over HTTP: organisation, people, acting officers, meetings, concurrence, as their rows say."""

import uuid
from typing import Any

import httpx
import pytest

from tests.running import Running, eventually

DECLARED_2018 = {"HEADQUARTERS": 27, "COUNCIL": 1, "DIRECT_AGENCY": 6, "PROJECT_OFFICE": 2, "TOWN_OFFICE": 15}
TOWNS = {"EUP": 2, "MYEON": 11, "DONG": 2}


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def post(client: httpx.Client, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    answer = client.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def refuse(client: httpx.Client, path: str, body: dict[str, Any]) -> tuple[int, str]:
    answer = client.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    return answer.status_code, answer.json().get("code")


def read(client: httpx.Client, path: str, after: dict[str, Any] | None = None, **query: str) -> dict[str, Any]:
    """Return what a client reads once it reflects what `after` made."""
    if after is not None:
        query["after"] = ",".join(f"{context}:{n}" for context, n in after["meta"]["position"].items())
    found: list[httpx.Response] = []

    def has_come() -> bool:
        found.append(client.get(path, params=query))
        return found[-1].status_code != 202

    eventually(has_come, f"{path} reflects it")
    assert found[-1].status_code == 200, found[-1].text
    return dict(found[-1].json())


def count(counts: dict[str, Any], part: str) -> dict[str, int]:
    return {each["kind"]["code"]: each["counted"] for each in counts[part] if each["counted"]}


def test_the_organisation_of_a_day_is_that_of_the_day(operator: httpx.Client) -> None:
    """ORG-01: 전략기획실 in 2018, 기획감사실 in 2024, one lineage."""
    days = {"2018-08-01": "전략기획실", "2024-02-01": "기획감사실"}
    lineages = set()
    for day, name in days.items():
        units = {unit["name"]: unit for unit in read(operator, "/v1/org", as_of=day)["departments"]}
        assert {other for other in days.values() if other in units} == {name}
        lineages.add(units[name]["lineage"])
    assert len(lineages) == 1
    (lineage,) = lineages
    found = read(operator, "/v1/org/departments", as_of="2018-08-01", lineage=lineage)["data"]
    assert [each["name"] for each in found] == ["전략기획실"]


def test_the_departments_of_2018_and_2024_are_counted_by_kind(operator: httpx.Client) -> None:
    """ORG-02, ORG-04: 27, 1, 6, 2 and 15 make 51 in 2018; the towns are 2, 11 and 2.

    ORG-03 is as the sample has it, 36, 7, 1 and 15, beside what other tests have registered since.
    """
    counts = read(operator, "/v1/org", as_of="2018-08-01")["counts"]
    assert (count(counts, "kinds"), counts["total"]["counted"]) == (DECLARED_2018, 51)
    assert count(counts, "towns") == TOWNS
    of_2024 = count(read(operator, "/v1/org/counts", as_of="2023-12-31")["data"], "kinds")
    assert of_2024 == DECLARED_2018
    today = count(read(operator, "/v1/org/counts", as_of="2024-01-01")["data"], "kinds")
    assert (today.get("COUNCIL"), today["TOWN_OFFICE"], today["DIRECT_AGENCY"], today["PROJECT_OFFICE"]) == (
        None,
        15,
        7,
        1,
    )


def test_a_declared_sum_is_kept_and_what_differs_is_flagged(operator: httpx.Client) -> None:
    """ORG-02: a declaration that does not add up is refused; one that differs from the registry is shown."""
    body = {"valid_from": "2018-01-01", "total": 51, "kinds": DECLARED_2018, "towns": TOWNS, "source": "주요업무 419행"}
    wrong = refuse(operator, "/v1/org/counts", body | {"total": 52})
    assert wrong == (422, "DEPARTMENT_SUM_MISMATCH")
    made = post(operator, "/v1/org/counts", body)
    data = read(operator, "/v1/org/counts", made, as_of="2018-08-01")["data"]
    assert (data["total"]["declared"], data["source"], data["differs"]) == (51, "주요업무 419행", False)
    other = body | {"valid_from": "2019-01-01", "total": 52, "kinds": DECLARED_2018 | {"HEADQUARTERS": 28}}
    data = read(operator, "/v1/org/counts", post(operator, "/v1/org/counts", other), as_of="2019-08-01")["data"]
    differing = [each["kind"]["code"] for each in (data["total"], *data["kinds"]) if each["differs"]]
    assert (data["differs"], differing) == (True, ["TOTAL", "HEADQUARTERS"])


def test_a_department_ends_and_is_there_no_more(operator: httpx.Client) -> None:
    """ORG-01: it is listed on its last day and not the day after."""
    code = f"ends-{uuid.uuid4().hex[:8]}"
    post(operator, "/v1/org/departments", {
        "code": code, "name": "끝나는 부서", "name_known": True, "kind": "HEADQUARTERS", "lineage": code,
        "valid_from": "2025-01-01", "valid_until": None,
    })  # fmt: skip
    end = {"code": code, "valid_until": "2025-06-30", "reason": "조직 개편"}
    assert refuse(operator, f"/v1/org/departments/{code}/end", end | {"code": "other"}) == (400, "BAD_SHAPE")
    ended = post(operator, f"/v1/org/departments/{code}/end", end, 200)
    for day, is_there in {"2025-06-30": True, "2025-07-01": False}.items():
        listed = read(operator, "/v1/org/departments", ended, as_of=day, lineage=code)["data"]
        assert [each["code"] for each in listed] == [code] * is_there
    assert read(operator, f"/v1/org/departments/{code}", ended)["data"]["ended_for"] == "조직 개편"


def test_teams_stand_below_their_department(operator: httpx.Client) -> None:
    """ORG-05: teams of an office, in a list by department and in the tree."""
    code = f"team-{uuid.uuid4().hex[:8]}"
    body = {"code": code, "department": "planning-audit", "name": "성과관리팀", "valid_from": "2024-01-01"}
    made = post(operator, "/v1/org/teams", body)
    listed = read(operator, "/v1/org/teams", made, department="planning-audit")["data"]
    assert code in {each["code"] for each in listed}
    units = {unit["code"]: unit for unit in read(operator, "/v1/org", made)["departments"]}
    assert code in {each["code"] for each in units["planning-audit"]["teams"]}
    assert refuse(operator, "/v1/org/teams", body | {"code": f"{code}-x", "department": "nowhere"}) == (
        422,
        "UNKNOWN_DEPARTMENT",
    )


def test_terms_and_partners_have_one_owner_of_a_name(operator: httpx.Client) -> None:
    """ORG-07, ORG-11: a term has its days; an alias of one partner is no name of another."""
    made = post(operator, "/v1/terms", {"number": 7, "valid_from": "2018-07-01", "valid_until": "2022-06-30"})
    assert "민선7기" in {each["name"] for each in read(operator, "/v1/terms", made)["data"]}
    own = uuid.uuid4().hex[:8]
    post(operator, "/v1/partners", {"code": f"p-{own}", "name": f"연구원 {own}", "kind": "INSTITUTE"})
    alias = {"code": f"p-{own}", "alias": f"연 {own}"}
    added = post(operator, f"/v1/partners/p-{own}/alias", alias, 200)
    found = {each["code"]: each for each in read(operator, "/v1/partners", added, kind="INSTITUTE")["data"]}
    assert found[f"p-{own}"]["aliases"] == [f"연 {own}"]
    taken = {"code": f"q-{own}", "name": f"연{own}", "kind": "COMPANY"}
    assert refuse(operator, "/v1/partners", taken) == (409, "ALREADY_REGISTERED")


def test_a_name_is_opened_to_the_office_alone_and_gone_when_erased(
    operator: httpx.Client, officer: httpx.Client
) -> None:
    """ORG-06, PLT-07: others see the post without the name; after the erasure nobody sees one, and the post stays."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"name": "사람 가", "email": "ga@example.kr"}
    first = operator.post("/v1/org/people", json=body, headers=key)
    assert first.status_code == 201, first.text
    assert operator.post("/v1/org/people", json=body, headers=key).json() == first.json()
    other = operator.post("/v1/org/people", json=body | {"name": "사람 나"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    made, path = first.json(), first.headers["Location"]
    assert read(operator, path, made)["data"]["name"] == "사람 가"
    assert read(officer, path, made)["data"]["name"] is None
    place = {"person": made["id"], "department": "planning-audit", "post": "OFFICER", "valid_from": "2024-01-02"}
    given = post(operator, "/v1/org/assignments", place)
    erased = post(operator, f"{path}/erase", {"reason": "보유기간이 끝남"}, 200)
    assert given["meta"]["position"]["registry"] < erased["meta"]["position"]["registry"]
    gone = read(operator, path, erased)["data"]
    assert (gone["name"], gone["email"], gone["is_erased"]) == ("파기됨", None, True)
    (kept,) = read(operator, "/v1/org/assignments", erased, person=made["id"])["data"]
    assert (kept["name"], kept["post"]["code"]) == ("파기됨", "OFFICER")
    assert operator.post("/v1/org/people", json=body, headers=key).json() == first.json()


def test_an_account_is_one_living_persons(operator: httpx.Client) -> None:
    """ORG-06, ORG-12: letters and deputies find somebody by it; once its person is erased it is free again."""
    body, key = {"name": "담당자 다", "account": f"a-{uuid.uuid4().hex[:8]}"}, {"Idempotency-Key": uuid.uuid4().hex}
    first = operator.post("/v1/org/people", json=body, headers=key)
    assert read(operator, first.headers["Location"], first.json())["data"]["account"] == body["account"]
    assert refuse(operator, "/v1/org/people", body | {"name": "담당자 라"}) == (409, "ALREADY_REGISTERED")
    assert operator.post("/v1/org/people", json=body, headers=key).json() == first.json()
    erased = post(operator, f"{first.headers['Location']}/erase", {"reason": "퇴직"}, 200)
    read(operator, first.headers["Location"], erased)
    post(operator, "/v1/org/people", body | {"name": "담당자 라"})


def test_a_post_is_handed_over(operator: httpx.Client) -> None:
    """ORG-06: the successor begins the day after; no two hold what one person holds."""
    code = f"new-{uuid.uuid4().hex[:8]}"
    post(operator, "/v1/org/departments", {
        "code": code, "name": "새 부서", "name_known": True, "kind": "HEADQUARTERS", "lineage": code,
        "valid_from": "2026-01-01", "valid_until": None,
    })  # fmt: skip
    people = [post(operator, "/v1/org/people", {"name": f"과장 {n}"})["id"] for n in (1, 2)]
    head = {"person": people[0], "department": code, "post": "DEPARTMENT_HEAD", "valid_from": "2026-01-01"}
    first = post(operator, "/v1/org/assignments", head)["id"]
    assert refuse(operator, "/v1/org/assignments", head | {"person": people[1]}) == (422, "PERIOD_OVERLAPS")
    over = {"department": code, "successor": people[1], "last_day": "2026-03-31", "note": "넘김"}
    handed = post(operator, f"/v1/org/assignments/{first}/hand-over", over, 200)
    for day, who in {"2026-03-31": people[0], "2026-04-01": people[1]}.items():
        held = read(operator, "/v1/org/assignments", handed, as_of=day, department=code)["data"]
        assert [each["person"] for each in held] == [who]


def test_a_resolution_stands_as_a_gate(operator: httpx.Client) -> None:
    """ORG-08: a resolution of April 2018 is found by what it gates; without a quorum there is none."""
    gate = f"brand-{uuid.uuid4().hex[:8]}"
    body = {
        "committee": "시정조정위원회", "agenda": "브랜드 확정", "resolved_on": "2018. 4월", "members": 15,
        "present": 12, "in_favour": 11, "against": 1, "verdict": "ADOPTED", "gates": gate,
    }  # fmt: skip
    assert refuse(operator, "/v1/resolutions", body | {"present": 7, "in_favour": 7, "against": 0}) == (
        422,
        "NO_QUORUM",
    )
    (found,) = read(operator, "/v1/resolutions", post(operator, "/v1/resolutions", body), gates=gate)["data"]
    assert found["resolved_on"] | {"shown": ""} == {
        "value": "2018-04",
        "precision": "month",
        "shown": "",
        "candidates": [],
    }


def test_a_plan_waits_until_all_have_concurred(operator: httpx.Client, officer: httpx.Client) -> None:
    """ORG-09: PENDING until the last one concurs; one refusal returns it with its reason."""
    body = {"title": "안전 계획", "text": "나누어 맡는다", "departments": ["town-yeonmu"]}
    path = f"/v1/concurrences/{post(operator, '/v1/concurrences', body)['id']}"
    assert refuse(operator, f"{path}/concur", {}) == (403, "NOT_PERMITTED")
    refused = post(officer, f"{path}/refuse", {"reason": "인력이 모자람"}, 200)
    found = read(officer, path, refused)["data"]
    assert (found["state"]["code"], found["reason"], found["refused_by"]) == (
        "RETURNED",
        "인력이 모자람",
        "town-yeonmu",
    )
    again = post(operator, f"{path}/resubmit", {"text": "인력을 보탠다"}, 200)
    found = read(officer, path, again)["data"]
    assert (found["state"]["code"], found["round"], found["allowed"]) == ("PENDING", 2, ["concur", "refuse"])
    done = post(officer, f"{path}/concur", {"opinion": "이의 없음"}, 200)
    found = read(officer, path, done)["data"]
    assert (found["state"]["code"], found["departments"][0]["has_concurred"]) == ("CONCURRED", True)


def test_a_decision_becomes_a_directive_and_each_names_the_other(operator: httpx.Client) -> None:
    """ORG-10: a directive with the decision as its origin; the meeting lists it."""
    planned = {
        "title": "협업회의",
        "kind": "COLLABORATION",
        "when": "2024-01-25(목)",
        "departments": ["planning-audit"],
    }
    path = f"/v1/meetings/{post(operator, '/v1/meetings', planned)['id']}"
    held = {"held_on": "2024-01-25", "departments": ["planning-audit"], "decisions": ["점검한다", "보고한다"]}
    recorded = post(operator, f"{path}/record", held, 200)
    origin = {"kind": "MEETING", "id": path.rpartition("/")[2], "item": 2}
    made = post(operator, "/v1/directives", {"text": "보고한다", "kind": "SIMPLE", "origin": origin})
    both = {"meta": {"position": recorded["meta"]["position"] | made["meta"]["position"]}}
    decisions = read(operator, path, both)["data"]["decisions"]
    assert [[each["id"] for each in one["directives"]] for one in decisions] == [[], [made["id"]]]
    assert read(operator, f"/v1/directives/{made['id']}", made)["data"]["origin"]["id"] == origin["id"]


def test_a_deputy_shares_and_the_event_names_both(system: Running, operator: httpx.Client) -> None:
    """ORG-12: the share of the absent office, by its deputy; once the delegation is revoked nothing goes any more."""
    mayor, executive = system.open("mayor"), system.open("executive")
    made = post(mayor, "/v1/directives", {"text": "점검할 것", "kind": "SIMPLE"})
    path = f"/v1/directives/{made['id']}/share"
    sign_in = {"user": "executive", "password": system.logins["executive"]["password"], "acting_for": "operator"}
    assert executive.post("/v1/token", json=sign_in).json()["code"] == "NOT_PERMITTED"
    away = {"absent": "operator", "acting": "executive", "reason": "출장"}
    days = {"valid_from": "2024-01-25", "valid_until": "2024-01-26"}
    delegated = post(operator, "/v1/org/delegations", away | days)
    (held,) = [
        each
        for each in read(operator, "/v1/org/delegations", delegated, acting="executive", absent="operator")["data"]
        if each["id"] == delegated["id"]
    ]
    assert (held["is_valid"], held["allowed"]) == (True, ["revoke"])
    assert refuse(executive, path, {"lead": "town-yeonmu"}) == (403, "NOT_PERMITTED")
    deputy = system.open("executive")
    token = deputy.post("/v1/token", json=sign_in)
    assert token.status_code == 200, token.text
    deputy.headers["Authorization"] = f"Bearer {token.json()['token']}"
    shared = post(deputy, path, {"lead": "town-yeonmu"}, 200)
    entry = read(operator, path.removesuffix("/share"), shared)["history"][-1]
    told = entry["actor"], entry["role"]["code"], entry["data"]["entry"]["acting_for"]
    assert told == ("executive", "OPERATOR", "operator")
    revoked = post(operator, f"/v1/org/delegations/{delegated['id']}/revoke", {"reason": "복귀"}, 200)
    read(operator, "/v1/org/delegations", revoked)
    assert deputy.get("/v1/directives").status_code == 401
    assert deputy.post("/v1/token", json=sign_in).json()["code"] == "NOT_PERMITTED"
