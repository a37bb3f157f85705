"""One directive goes the whole way: API, log, broker, view, API."""

import uuid

import httpx
import pytest

from tests.e2e.settling import register, share
from tests.running import Running, eventually


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@pytest.fixture
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture
def mayor(system: Running) -> httpx.Client:
    return system.open("mayor")


def issue(client: httpx.Client, text: str = "하천 정비 현황을 보고할 것", kind: str = "SIMPLE") -> httpx.Response:
    return client.post("/v1/directives", json={"text": text, "kind": kind}, headers=new_key())


def test_an_issued_directive_has_its_number_and_share_deadline(mayor: httpx.Client) -> None:
    """DIR-01: POST returns id and number; the sample's clock stands on Thursday 2024-01-25, due the same day."""
    made = issue(mayor)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/v1/directives/{made.json()['id']}"
    assert made.json()["number"].startswith("2024-")
    assert (made.json()["state"], made.json()["due"]) == ("ISSUED", "2024-01-25")
    read = mayor.get(made.headers["Location"], params={"after": made.json()["meta"]["position"]["directives"]})
    assert read.json()["data"]["state"]["code"] == "ISSUED"
    assert read.json()["data"]["share_due"] == "2024-01-25"


def test_a_shared_directive_runs_the_departments_clock(mayor: httpx.Client, operator: httpx.Client) -> None:
    """DIR-04, DIR-06: shared on 2024-01-25, three business days exclusive are 26, 29 and 30 January."""
    made = issue(mayor).json()
    path = f"/v1/directives/{made['id']}"
    body = {"lead": "town-yeonmu", "supporting": ["planning-audit"]}
    shared = operator.post(f"{path}/share", json=body, headers=new_key() | {"If-Match": '"1"'})
    assert shared.status_code == 200
    assert shared.headers["ETag"] == '"2"'
    assert (shared.json()["state"], shared.json()["due"]) == ("SHARED", "2024-01-30")
    read = operator.get(path, params={"after": shared.json()["meta"]["position"]["directives"]}).json()
    assert read["data"]["state"]["code"] == "SHARED"
    assert read["data"]["lead"] == {"code": "town-yeonmu", "name": "연무읍"}
    assert read["data"]["report_due"] == "2024-01-30"
    assert read["data"]["share_late_days"] == 0
    assert [entry["type"] for entry in read["history"]] == [
        "directives.directive_issued.v1",
        "directives.directive_shared.v1",
    ]


def test_the_same_key_makes_one_directive(mayor: httpx.Client) -> None:
    """PLT-01: the same Idempotency-Key twice is one event; another body under it is refused."""
    key = new_key()
    body = {"text": "한 번만 등록될 것", "kind": "SIMPLE"}
    first = mayor.post("/v1/directives", json=body, headers=key)
    assert mayor.post("/v1/directives", json=body, headers=key).json() == first.json()
    other = mayor.post("/v1/directives", json={"text": "다른 내용", "kind": "SIMPLE"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")


def test_a_stale_version_is_refused(mayor: httpx.Client, operator: httpx.Client) -> None:
    """PLT-01: If-Match with another version than the stream's is 412 with the current one."""
    path = f"/v1/directives/{issue(mayor).json()['id']}/share"
    answer = operator.post(path, json={"lead": "town-yeonmu"}, headers=new_key() | {"If-Match": '"7"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "VERSION_CONFLICT")
    assert answer.json()["current"]["version"] == "1"


def test_a_second_share_is_refused(mayor: httpx.Client, operator: httpx.Client) -> None:
    """DIR-05: once shared, the lead department stands."""
    path = f"/v1/directives/{issue(mayor).json()['id']}/share"
    assert operator.post(path, json={"lead": "town-yeonmu"}, headers=new_key()).status_code == 200
    again = operator.post(path, json={"lead": "town-noseong"}, headers=new_key())
    assert (again.status_code, again.json()["code"]) == (409, "WRONG_STATE")


@pytest.mark.parametrize(
    ("lead", "supporting", "code"),
    [
        ("town-yeonmu", ["town-yeonmu"], "LEAD_NOT_UNIQUE"),
        ("no-such-office", [], "UNKNOWN_DEPARTMENT"),
        ("strategy-planning", [], "DEPARTMENT_NOT_VALID"),
    ],
)
def test_a_share_needs_departments_of_the_day(
    mayor: httpx.Client, operator: httpx.Client, lead: str, supporting: list[str], code: str
) -> None:
    """DIR-05: one lead, known, existing on the day; 전략기획실 ended with 2023."""
    path = f"/v1/directives/{issue(mayor).json()['id']}/share"
    answer = operator.post(path, json={"lead": lead, "supporting": supporting}, headers=new_key())
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_the_roles_of_an_act_may_do_it(system: Running) -> None:
    """ORG-06, as far as this build has acts: an officer neither issues nor shares, a citizen reads none."""
    officer = system.open("officer")
    assert issue(officer).json()["code"] == "NOT_PERMITTED"
    answer = officer.post(f"/v1/directives/{uuid.uuid4()}/share", json={"lead": "town-yeonmu"}, headers=new_key())
    assert answer.json()["code"] == "NOT_PERMITTED"
    assert system.open("citizen").get("/v1/directives").status_code == 403


def test_a_registered_department_can_lead_at_once(operator: httpx.Client, mayor: httpx.Client) -> None:
    """ORG-01: a department is registered and the directives' own copy follows before the next command decides."""
    made, key, code = issue(mayor).json(), uuid.uuid4().hex, register(operator)
    eventually(lambda: share(operator, made["id"], code, key), "the copy has come")


def test_requests_that_are_not_shaped_right_are_told_where(mayor: httpx.Client) -> None:
    """RFC 9457: each error has a pointer; an unknown parameter is refused; a key is needed."""
    wrong = mayor.post("/v1/directives", json={"text": 1, "kind": "SIMPLE", "extra": True}, headers=new_key())
    assert wrong.status_code == 400
    assert wrong.headers["Content-Type"] == "application/problem+json"
    assert {each["pointer"] for each in wrong.json()["errors"]} == {"/body/text", "/body/extra"}
    assert mayor.get("/v1/directives", params={"nope": "1"}).status_code == 400
    unkeyed = mayor.post("/v1/directives", json={"text": "열쇠 없음", "kind": "SIMPLE"})
    assert unkeyed.json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    assert mayor.get("/v1/no-such-thing").headers["Content-Type"] == "application/problem+json"


def test_nobody_reads_without_a_token(system: Running) -> None:
    """Deny by default: no token, a forged one."""
    for headers in ({}, {"Authorization": "Bearer x.y.z"}):
        answer = httpx.get(f"{system.base_url}/v1/directives", headers=headers, trust_env=False)
        assert answer.status_code == 401


def test_a_stopped_service_answers_503_and_the_others_go_on(system: Running, mayor: httpx.Client) -> None:
    """PLT-16: without the directives' service reads go on and a command's outcome is told as unknown, safe to retry."""
    key = new_key()
    body = {"text": "서비스가 멈춘 사이의 지시", "kind": "SIMPLE"}
    replicas = system.list_replicas("directives")
    system.kill(*replicas)
    try:
        answer = mayor.post("/v1/directives", json=body, headers=key)
        assert answer.status_code in {503, 504}
        assert answer.json()["retryable"] is True
        assert mayor.get("/v1/directives").status_code == 200
    finally:
        system.start(*replicas)
    eventually(lambda: mayor.post("/v1/directives", json=body, headers=key).status_code == 201, "the retry is stored")


def test_the_projector_catches_up_after_a_kill(system: Running, mayor: httpx.Client) -> None:
    """PLT-04: while the projector is dead a read that names the position answers 202; afterwards it shows the row."""
    replicas = system.list_replicas("projector")
    system.kill(*replicas)
    try:
        made = issue(mayor, "투영기가 멈춘 사이의 지시").json()
        asked = {"after": made["meta"]["position"]["directives"]}
        path = f"/v1/directives/{made['id']}"
        assert mayor.get(path, params=asked).status_code == 202
    finally:
        system.start(*replicas)
    eventually(lambda: mayor.get(path, params=asked).status_code == 200, "the view has caught up")


def test_without_the_registry_the_directives_go_on(
    system: Running, mayor: httpx.Client, operator: httpx.Client
) -> None:
    """PLT-16: one service down is not the others': directives are issued and shared while the registry is dead."""
    replicas = system.list_replicas("registry")
    system.kill(*replicas)
    try:
        made = issue(mayor)
        assert made.status_code == 201
        path = f"/v1/directives/{made.json()['id']}/share"
        assert operator.post(path, json={"lead": "town-yeonmu"}, headers=new_key()).status_code == 200
    finally:
        system.start(*replicas)
    day = {"day": "2024-12-31", "name": "시험 휴일"}
    eventually(
        lambda: operator.post("/v1/holidays", json=day, headers=new_key()).status_code == 201, "the registry is back"
    )
