"""Policy real names over HTTP: chosen by criteria, published, asked for by citizens; whom a name is told (PRJ-83)."""

import uuid

import httpx
import pytest

from tests.e2e.asking import Json, add_partner, add_project, own, post, read, refuse
from tests.running import Running


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


@pytest.fixture(scope="module")
def citizen(system: Running) -> httpx.Client:
    return system.open("citizen")


@pytest.fixture(scope="module")
def anybody(system: Running) -> httpx.Client:
    """Nobody who has signed in."""
    client = httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False)
    system.clients.callback(client.close)
    return client


def designate(operator: httpx.Client) -> tuple[str, Json]:
    """Return the address of a record that 연무읍 keeps, and the answer that made it."""
    project = add_project(operator, own("브랜드 개발"))
    body = {
        "project": project,
        "criterion": "PLEDGE",
        "pledge": "공약 12",
        "number": own("2024"),
        "department": "town-yeonmu",
    }
    made = post(operator, "/v1/real-names", body)
    return f"/v1/real-names/{made['id']}", made


def add_person(client: httpx.Client, path: str, name: str, **more: object) -> Json:
    body = {"name": name, "position": "전략기획실장", "role": "APPROVAL", "since": "2017. 10.", **more}
    return post(client, f"{path}/people", body, 200)


def test_the_brand_contract_qualifies_and_the_rule_says_why(operator: httpx.Client) -> None:
    """PRJ-84: 용역 224,250천원 are at least 5천만원; not 10억 in all; an ordinance or a pledge is what is stated."""
    project = add_project(operator, own("통합브랜드"))
    plan = {"total": {"won": 224_250_000}, "sources": [{"source": "CITY", "amount": {"won": 224_250_000}}]}
    post(operator, f"/v1/projects/{project}/fund", plan, 200)
    partner = add_partner(operator, "COMPANY")
    contract = {
        "project": project,
        "name": own("브랜드 개발 용역"),
        "amount": {"won": 224_250_000},
        "period": "2017. 10. ~ 2018. 5.",
        "consortium": [{"partner": partner, "share": 10_000}],
    }
    post(operator, "/v1/contracts", contract)
    body = {"project": project, "number": own("2018"), "department": "planning-audit"}
    for criterion in ("TOTAL_COST", "ORDINANCE", "PLEDGE", "CITIZEN_REQUEST"):
        assert refuse(operator, "/v1/real-names", body | {"criterion": criterion}) == (422, "CRITERION_NOT_MET")
    made = post(operator, "/v1/real-names", body | {"criterion": "RESEARCH_CONTRACT", "ordinance": "상징물 조례"})
    shown = read(operator, f"/v1/real-names/{made['id']}", made)["data"]
    told = {each["criterion"]["code"]: (each["is_met"], each["explained"]) for each in shown["findings"]}
    assert told == {
        "TOTAL_COST": (False, "총사업비: 224,250,000원, 기준 1,000,000,000원 미만"),
        "RESEARCH_CONTRACT": (True, "연구용역비: 224,250,000원, 기준 50,000,000원 이상"),
        "ORDINANCE": (True, "조례 제정·개정: 해당(상징물 조례)"),
        "PLEDGE": (False, "공약사업: 해당 없음"),
        "CITIZEN_REQUEST": (False, "국민신청실명제: 해당 없음"),
    }


def test_anybody_reads_who_had_which_part_once_it_is_published(
    operator: httpx.Client, officer: httpx.Client, anybody: httpx.Client
) -> None:
    """PRJ-83: name, position, period, role and every status; a change of personnel appends, never overwrites."""
    path, _ = designate(operator)
    public = f"/v1/open/real-names/{path.rpartition('/')[2]}"
    assert refuse(operator, f"{path}/publish", {}) == (422, "REAL_NAME_WITHOUT_PERSON")
    add_person(officer, path, "브랜드 담당자")
    done = post(officer, f"{path}/status", {"on": "2018. 5. 30.", "text": "최종보고"}, 200)
    assert read(officer, path, done)["data"]["people"][0]["name"] is None
    assert read(operator, path, done)["data"]["people"][0]["name"] == "브랜드 담당자"
    assert anybody.get(public).status_code == 404
    assert refuse(officer, f"{path}/publish", {}) == (403, "NOT_PERMITTED")
    post(operator, f"{path}/publish", {}, 200)
    post(officer, f"{path}/close-person", {"number": 1, "until": "2018. 6. 30."}, 200)
    add_person(officer, path, "후임 담당자", since="2018. 7. 1.")
    done = post(officer, f"{path}/status", {"on": "2018. 9. 3.", "text": "상표 출원"}, 200)
    shown = read(anybody, public, done)["data"]
    assert [
        (
            each["name"],
            each["position"],
            each["role"]["label"],
            each["since"]["value"],
            each["until"] and each["until"]["value"],
        )
        for each in shown["people"]
    ] == [
        ("브랜드 담당자", "전략기획실장", "결재", "2017-10", "2018-06-30"),
        ("후임 담당자", "전략기획실장", "결재", "2018-07-01", None),
    ]
    assert [each["text"] for each in shown["statuses"]] == ["최종보고", "상표 출원"]
    assert "person" not in shown["people"][0]
    listed = read(anybody, "/v1/open/real-names", done, project=shown["project"])["data"]
    assert [each["id"] for each in listed] == [shown["id"]]
    assert (listed[0]["project_name"] or "").startswith("브랜드 개발")
    assert read(officer, path, done)["data"]["people"][1]["name"] == "후임 담당자"
    assert refuse(officer, f"{path}/close-person", {"number": 1, "until": "2018. 7. 1."}) == (409, "WRONG_STATE")


def test_a_person_is_added_once_under_a_key(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-83: the same again is the first answer, though it is sealed anew; other content under the key is refused."""
    path, _ = designate(operator)
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"name": "다른 담당자", "position": "팀장", "role": "DRAFTING", "since": "2023. 1. 2."}
    first, again = (officer.post(f"{path}/people", json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    other = officer.post(f"{path}/people", json=body | {"name": "또 다른 담당자"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    assert len(read(operator, path, first.json())["data"]["people"]) == 1
    tried = post(officer, f"{path}/people", body, 200, dry_run="true")
    assert tried["dry_run"] is True
    nobody = {name: value for name, value in body.items() if name != "name"}
    assert refuse(officer, f"{path}/people", nobody) == (400, "BAD_SHAPE")
    assert refuse(officer, f"{path}/people", body | {"since": "2030. 1. 1."}) == (422, "DAY_IN_FUTURE")


def test_a_person_of_the_registry_is_named_until_it_is_erased(system: Running, anybody: httpx.Client) -> None:
    """PRJ-83, PLT-07: the registry's name is taken over, sealed under the same key; 파기됨 where that is destroyed.

    At the gateway that is told it is at once; another one may know the key for a minute (architecture.md, Secrets).
    """
    operator = system.open("operator", gateway=0)  # where anybody reads
    made = post(operator, "/v1/org/people", {"name": "도로과 담당자"})
    path, _ = designate(operator)
    read(operator, f"/v1/org/people/{made['id']}", made)
    post(
        operator,
        f"{path}/people",
        {"person": made["id"], "position": "과장", "role": "REVIEW", "since": "2023. 1."},
        200,
    )
    done = post(operator, f"{path}/publish", {}, 200)
    public = f"/v1/open/real-names/{path.rpartition('/')[2]}"
    assert read(anybody, public, done)["data"]["people"][0]["name"] == "도로과 담당자"
    post(operator, f"/v1/org/people/{made['id']}/erase", {"reason": "보존기간 만료"}, 200)
    assert read(anybody, public, done)["data"]["people"][0]["name"] == "파기됨"


def test_a_record_is_kept_by_its_department_alone(
    operator: httpx.Client, officer: httpx.Client, citizen: httpx.Client
) -> None:
    """PRJ-83: another department's officer adds nobody; a citizen reads what is published only."""
    project = add_project(operator, own("정책"))
    body = {
        "project": project,
        "criterion": "PLEDGE",
        "pledge": "공약 1",
        "number": own("2024"),
        "department": "planning-audit",
    }
    made = post(operator, "/v1/real-names", body)
    path = f"/v1/real-names/{made['id']}"
    person = {"name": "정책 담당자", "position": "팀장", "role": "REVIEW", "since": "2023. 1."}
    assert refuse(officer, f"{path}/people", person) == (403, "NOT_PERMITTED")
    assert read(officer, path, made)["data"]["allowed"] == []
    assert citizen.get(path).status_code == 403
    assert refuse(operator, "/v1/real-names", body | {"project": str(uuid.uuid4())}) == (404, "NOT_FOUND")


def test_a_citizen_asks_a_committee_decides_and_everybody_reads_it(
    operator: httpx.Client, officer: httpx.Client, citizen: httpx.Client, anybody: httpx.Client
) -> None:
    """PRJ-85: asked, accepted with a reason, published; then the project may be named by that ground."""
    project = add_project(operator, own("정책"))
    body = {"title": own("도로 개설"), "text": "우리 동네 일입니다.", "requester": "청구한 시민", "project": project}
    made = post(citizen, "/v1/real-name-requests", body)
    path = f"/v1/real-name-requests/{made['id']}"
    mine = read(citizen, path, made)["data"]
    assert (mine["text"], mine["requester"], mine["state"]["label"], mine["allowed"]) == (
        "우리 동네 일입니다.", "청구한 시민", "신청", [],
    )  # fmt: skip
    theirs = read(officer, path, made)["data"]
    assert (theirs["text"], theirs["requester"], theirs["title"]) == (None, None, body["title"])
    assert read(operator, path, made)["data"]["text"] == "우리 동네 일입니다."
    decision = {"committee": "정책실명제 심의위원회", "on": "2024. 1. 25.", "accepted": True}
    assert refuse(operator, f"{path}/decide", decision) == (422, "REASON_REQUIRED")
    assert refuse(operator, f"{path}/publish", {}) == (409, "WRONG_STATE")
    post(operator, f"{path}/decide", decision | {"reason": "주민 관심이 큼"}, 200)
    assert project not in {each["project"] for each in read(anybody, "/v1/open/real-name-requests", made)["data"]}
    done = post(operator, f"{path}/publish", {}, 200)
    (told,) = read(anybody, "/v1/open/real-name-requests", done, project=project)["data"]
    assert (told["state"]["label"], told["reason"], told["committee"]) == (
        "공개 결정", "주민 관심이 큼", "정책실명제 심의위원회",
    )  # fmt: skip
    assert not {"text", "requester", "asked_by"} & told.keys()
    named = {"project": project, "criterion": "CITIZEN_REQUEST", "number": own("2024"), "department": "town-yeonmu"}
    post(operator, "/v1/real-names", named)
    assert refuse(operator, f"{path}/decide", decision | {"reason": "다시"}) == (409, "WRONG_STATE")
    assert anybody.post("/v1/real-name-requests", json=body).status_code == 401
    assert refuse(officer, "/v1/real-name-requests", body) == (403, "NOT_PERMITTED")


def test_a_citizen_reads_no_request_of_others(operator: httpx.Client, citizen: httpx.Client) -> None:
    """PRJ-85: what the office entered for somebody is not there for a citizen before its decision is published."""
    made = post(operator, "/v1/real-name-requests", {"title": own("전화 신청"), "text": "방문 신청을 옮김"})
    read(operator, f"/v1/real-name-requests/{made['id']}", made)
    answer = citizen.get(f"/v1/real-name-requests/{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    listed = read(citizen, "/v1/real-name-requests", made, limit="200")["data"]
    assert made["id"] not in {each["id"] for each in listed}


def test_events_tell_no_name_and_not_which_citizen(
    system: Running, operator: httpx.Client, officer: httpx.Client, citizen: httpx.Client
) -> None:
    """PRJ-83, PRJ-85, PLT-07: names and words travel sealed; who asked is told to the office and the auditor alone."""
    secret, name = f"비밀 {uuid.uuid4().hex}", f"이름 {uuid.uuid4().hex}"
    asked = post(citizen, "/v1/real-name-requests", {"title": own("신청"), "text": secret, "requester": name})
    path, _ = designate(operator)
    done = add_person(operator, path, name)
    position = asked["meta"]["position"]["projects"]
    for user, actor in (("officer", "비공개"), ("mayor", "비공개"), ("operator", "citizen"), ("auditor", "citizen")):
        client = system.open(user)
        query = {"after": f"projects:{position - 1}", "types": "projects.disclosure_requested.v1", "limit": "1"}
        (event,) = [
            each
            for each in read(client, "/v1/events", None, **query)["data"]
            if each["subject"] == f"real_name_request-{asked['id']}"
        ]
        assert event["actor"] == actor, user
        whole = client.get("/v1/events", params={"after": f"projects:{position - 1}", "limit": "500"}).text
        assert secret not in whole
        assert name not in whole
    assert done["meta"]["position"]["projects"] > position
