"""The gate's manners over HTTP: trying out, keys of integrators, bulk, export, reads, the past, outcomes."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import pytest

from gateway.gate import EXPORTS
from tests.running import Running, eventually

Json = dict[str, Any]
NOW = "2024-01-25"
"""The day of the sample's clock, a Thursday."""


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def make_body(text: str = "하천 정비 현황을 보고할 것", **more: object) -> Json:
    return {"text": text, "kind": "SIMPLE", **more}


def make_ref() -> Json:
    return {"system": "groupware", "id": f"GW-{uuid.uuid4().hex[:8]}"}


@pytest.fixture(scope="module")
def mayor(system: Running) -> httpx.Client:
    return system.open("mayor")


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def issue(client: httpx.Client, text: str = "하천 정비 현황을 보고할 것") -> Json:
    made = client.post("/v1/directives", json=make_body(text), headers=new_key())
    assert made.status_code == 201, made.text
    return dict(made.json())


def reached(made: httpx.Response | Json) -> dict[str, str]:
    """Return the parameter of a read that must show what a command made."""
    body = made.json() if isinstance(made, httpx.Response) else made
    return {"after": ",".join(f"{context}:{at}" for context, at in body["meta"]["position"].items())}


def read_head(client: httpx.Client, made: Json, context: str = "directives") -> int:
    """Return the last position of a log, once the views have come to what was made."""
    return int(client.get("/v1/events", params=reached(made)).json()["meta"]["position"][context])


def test_a_dry_run_answers_and_stores_nothing(mayor: httpx.Client) -> None:
    key, made = new_key(), issue(mayor)
    tried = mayor.post("/v1/directives", params={"dry_run": "true"}, json=make_body(), headers=key)
    assert (tried.status_code, tried.json()["dry_run"], tried.json()["state"]) == (200, True, "ISSUED")
    assert "Location" not in tried.headers
    assert mayor.get(f"/v1/directives/{tried.json()['id']}").status_code == 404
    assert read_head(mayor, made) == made["meta"]["position"]["directives"]
    stored = mayor.post("/v1/directives", json=make_body(), headers=key)
    assert (stored.status_code, stored.json()["dry_run"]) == (201, False)
    assert (stored.json()["id"], stored.json()["number"]) == (tried.json()["id"], tried.json()["number"])


def test_a_dry_run_is_refused_as_the_command_would_be(mayor: httpx.Client, operator: httpx.Client) -> None:
    path = f"/v1/directives/{issue(mayor)['id']}/share"
    tried = operator.post(path, params={"dry_run": "true"}, json={"lead": "no-such-office"}, headers=new_key())
    assert (tried.status_code, tried.json()["code"]) == (422, "UNKNOWN_DEPARTMENT")
    fits = operator.post(path, params={"dry_run": "true"}, json={"lead": "town-yeonmu"}, headers=new_key())
    assert (fits.status_code, fits.json()["due"]) == (200, "2024-01-30")
    assert operator.post(path, json={"lead": "town-noseong"}, headers=new_key()).status_code == 200


@pytest.mark.parametrize("path", ["org/departments", "holidays", "clock"])
def test_every_command_of_the_registry_can_be_tried(operator: httpx.Client, path: str) -> None:
    code = f"try-{uuid.uuid4().hex[:8]}"
    bodies: dict[str, Json] = {
        "org/departments": {
            "code": code, "name": "시험과", "name_known": True, "kind": "HEADQUARTERS", "lineage": code,
            "valid_from": "2024-01-01", "valid_until": None,
        },
        "holidays": {"day": "2024-12-30", "name": "시험 휴일"},
        "clock": {"now": "2024-01-25T18:30:00+09:00"},
    }  # fmt: skip
    tried = operator.post(f"/v1/{path}", params={"dry_run": "true"}, json=bodies[path], headers=new_key())
    assert (tried.status_code, tried.json()["dry_run"]) == (200, True)
    again = operator.post(f"/v1/{path}", params={"dry_run": "true"}, json=bodies[path], headers=new_key())
    assert again.json() == tried.json()


def test_an_unknown_parameter_of_a_command_is_refused(mayor: httpx.Client) -> None:
    answer = mayor.post("/v1/directives", params={"dryrun": "true"}, json=make_body(), headers=new_key())
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")


def test_an_identical_repeat_gets_the_same_answer_without_any_key(mayor: httpx.Client) -> None:
    body = make_body(external_ref=make_ref())
    first = mayor.post("/v1/directives", json=body)
    assert first.status_code == 201
    again = mayor.post("/v1/directives", json=body, headers=new_key())
    assert (again.status_code, again.json()) == (201, first.json())


def test_another_content_under_the_same_reference_names_what_stands(mayor: httpx.Client) -> None:
    ref = make_ref()
    first = mayor.post("/v1/directives", json=make_body(external_ref=ref)).json()
    other = mayor.post("/v1/directives", json=make_body("다른 내용", external_ref=ref))
    assert (other.status_code, other.json()["code"]) == (409, "EXTERNAL_REF_TAKEN")
    assert other.json()["current"]["id"] == first["id"]


def test_a_reference_is_found_and_shown_to_its_sender_alone(mayor: httpx.Client, operator: httpx.Client) -> None:
    ref = make_ref()
    made = mayor.post("/v1/directives", json=make_body(external_ref=ref))
    asked = {"external_ref": f"groupware:{ref['id']}"} | reached(made)
    (found,) = mayor.get("/v1/directives", params=asked).json()["data"]
    assert (found["id"], found["external_ref"]) == (made.json()["id"], ref)
    assert operator.get("/v1/directives", params=asked).json()["data"] == []
    assert operator.get(made.headers["Location"]).json()["data"]["external_ref"] is None


def test_two_senders_may_use_the_same_reference(mayor: httpx.Client, operator: httpx.Client) -> None:
    body = make_body(external_ref=make_ref())
    ids = {client.post("/v1/directives", json=body).json()["id"] for client in (mayor, operator)}
    assert len(ids) == 2


def test_no_idempotency_key_reaches_a_reference(mayor: httpx.Client) -> None:
    ref = make_ref()
    made = mayor.post("/v1/directives", json=make_body(external_ref=ref)).json()
    key = {"Idempotency-Key": f"directives:groupware:{ref['id']}"}
    assert mayor.post("/v1/directives", json=make_body(), headers=key).json()["id"] != made["id"]


def test_each_item_has_its_own_answer(mayor: httpx.Client) -> None:
    key, ref = new_key(), make_ref()
    items: list[Json] = [
        {"command": {"type": "directives.issue_directive.v1", **make_body("첫째")}},
        {"key": f"row-{uuid.uuid4().hex}", "directive": str(uuid.uuid4()),
         "command": {"type": "directives.share_directive.v1", "lead": "town-yeonmu"}},
        {"command": {"type": "directives.issue_directive.v1", **make_body("셋째", external_ref=ref)}},
    ]  # fmt: skip
    answer = mayor.post("/v1/directives/bulk", json={"mode": "each", "items": items}, headers=key)
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [(one["index"], one["key"], one["status"]) for one in results] == [
        (0, None, 201),
        (1, items[1]["key"], 403),
        (2, None, 201),
    ]
    assert results[1]["problem"]["code"] == "NOT_PERMITTED"
    again = mayor.post("/v1/directives/bulk", json={"mode": "each", "items": items}, headers=key)
    assert [one["made"] for one in again.json()["results"]] == [one["made"] for one in results]
    alone = {"Idempotency-Key": f"{key['Idempotency-Key']}/0"}
    assert mayor.post("/v1/directives", json=make_body("첫째"), headers=alone).json()["id"] == results[0]["made"]["id"]


def test_atomic_is_all_or_nothing_and_names_the_item(operator: httpx.Client, mayor: httpx.Client) -> None:
    made = issue(mayor)
    issued, before = made["id"], made["meta"]["position"]["directives"]
    share = {"type": "directives.share_directive.v1", "lead": "town-yeonmu"}
    items: list[Json] = [
        {"command": {"type": "directives.issue_directive.v1", **make_body("새 지시")}},
        {"directive": issued, "command": share},
        {"directive": issued, "command": share},
    ]
    refused = operator.post("/v1/directives/bulk", json={"mode": "atomic", "items": items}, headers=new_key())
    assert (refused.status_code, refused.json()["code"]) == (409, "WRONG_STATE")
    assert refused.json()["current"]["index"] == "2"
    following = issue(mayor)
    assert following["meta"]["position"]["directives"] == before + 2
    key = new_key()
    stored = operator.post("/v1/directives/bulk", json={"mode": "atomic", "items": items[:2]}, headers=key)
    assert stored.status_code == 200, stored.text
    assert [(one["status"], one["made"]["state"]) for one in stored.json()["results"]] == [
        (201, "ISSUED"),
        (200, "SHARED"),
    ]
    again = operator.post("/v1/directives/bulk", json={"mode": "atomic", "items": items[:2]}, headers=key)
    assert again.json() == stored.json()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_atomic_names_the_reference_that_is_taken(mayor: httpx.Client, place: int) -> None:
    """Whichever item it is: made alone before, or within a bundle."""
    refs = [make_ref() for _ in range(3)]
    issues = [{"type": "directives.issue_directive.v1", **make_body(external_ref=ref)} for ref in refs]
    stands = mayor.post("/v1/directives", json=make_body("앞서 등록", external_ref=refs[place])).json()
    items = {"mode": "atomic", "items": [{"command": issue} for issue in issues]}
    refused = mayor.post("/v1/directives/bulk", json=items)
    assert (refused.status_code, refused.json()["code"]) == (409, "EXTERNAL_REF_TAKEN")
    told = {"id": stands["id"], "external_ref": f"groupware:{refs[place]['id']}", "index": str(place)}
    assert refused.json()["current"] == told
    assert refused.json()["detail"].startswith(f"{place}번째 항목(0부터)")


def test_atomic_does_not_blame_a_reference_for_another_item(operator: httpx.Client, mayor: httpx.Client) -> None:
    """Neither for one with a key, nor for one with another refusal."""
    issued, ref = issue(mayor)["id"], make_ref()
    share = {"type": "directives.share_directive.v1", "lead": "town-yeonmu"}
    operator.post(f"/v1/directives/{issued}/share", json={"lead": "town-yeonmu"}, headers=new_key())
    items: list[Json] = [
        {"command": {"type": "directives.issue_directive.v1", **make_body(external_ref=ref)}},
        {"key": "second", "directive": issued, "command": share},
    ]
    refused = operator.post("/v1/directives/bulk", json={"mode": "atomic", "items": items})
    assert (refused.status_code, refused.json()["code"]) == (409, "WRONG_STATE")
    assert (refused.json()["current"]["index"], refused.json()["current"]["key"]) == ("1", "second")
    assert "external_ref" not in refused.json()["current"]


def post_bulk(client: httpx.Client, *items: Json) -> httpx.Response:
    return client.post("/v1/directives/bulk", json={"mode": "atomic", "items": items}, headers=new_key())


def test_what_came_in_a_bundle_is_known_alone_and_the_other_way_round(mayor: httpx.Client) -> None:
    """Items keyed by themselves or by the sender's own reference: nothing is stored twice (PLT-01)."""
    keys, refs = [new_key() for _ in range(3)], [make_ref() for _ in range(2)]
    issue_one = {"type": "directives.issue_directive.v1"}
    items: list[Json] = [
        *({"key": key["Idempotency-Key"], "command": issue_one | make_body("한 건")} for key in keys[:2]),
        {"command": issue_one | make_body("한 건", external_ref=refs[0])},
    ]
    made = [one["made"] for one in post_bulk(mayor, *items).json()["results"]]
    for key, one in zip(keys[:2], made[:2], strict=True):
        again = mayor.post("/v1/directives", json=make_body("한 건"), headers=key)
        assert (again.status_code, again.json()["number"]) == (201, one["number"])
        other = mayor.post("/v1/directives", json=make_body("다른 것"), headers=key)
        assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
        found = mayor.get("/v1/commands", params={"key": key["Idempotency-Key"]}).json()
        assert (found["answer"], found["links"]["entity"]) == (again.json(), again.headers["Location"])
    again = mayor.post("/v1/directives", json=make_body("한 건", external_ref=refs[0]))
    assert (again.status_code, again.json()["id"]) == (201, made[2]["id"])
    other = mayor.post("/v1/directives", json=make_body("다른 것", external_ref=refs[0]))
    assert (other.status_code, other.json()["code"]) == (409, "EXTERNAL_REF_TAKEN")

    alone = mayor.post("/v1/directives", json=make_body("한 건", external_ref=refs[1])).json()
    late = {"command": issue_one | make_body("한 건", external_ref=refs[1])}
    new = {"key": keys[2]["Idempotency-Key"], "command": issue_one | make_body("한 건")}
    taken = post_bulk(mayor, new, late).json()
    assert (taken["code"], taken["current"]["index"], taken["current"]["id"]) == (
        "EXTERNAL_REF_TAKEN",
        "1",
        alone["id"],
    )
    known = post_bulk(mayor, new, items[1]).json()
    assert (known["code"], known["current"]["index"]) == ("IDEMPOTENCY_CONFLICT", "1")
    stored = mayor.get("/v1/commands", params={"key": keys[2]["Idempotency-Key"]}).json()
    assert stored["state"] == "UNTOLD"  # the mayor may know of what only the audit may, of which nothing is told here


@pytest.mark.parametrize("mode", ["each", "atomic"])
def test_a_bulk_can_be_tried_out(mayor: httpx.Client, mode: str) -> None:
    items = [{"command": {"type": "directives.issue_directive.v1", **make_body(f"{n}")}} for n in range(3)]
    before = issue(mayor)["meta"]["position"]["directives"]
    tried = mayor.post(
        "/v1/directives/bulk", params={"dry_run": "true"}, json={"mode": mode, "items": items}, headers=new_key()
    )
    assert tried.status_code == 200, tried.text
    assert [one["status"] for one in tried.json()["results"]] == [200, 200, 200]
    assert issue(mayor)["meta"]["position"]["directives"] == before + 2


def test_five_hundred_go_and_one_more_does_not(mayor: httpx.Client) -> None:
    items = [{"command": {"type": "directives.issue_directive.v1", **make_body(f"대량 {n}")}} for n in range(501)]
    over = mayor.post("/v1/directives/bulk", json={"mode": "atomic", "items": items}, headers=new_key())
    assert over.status_code == 400
    made = mayor.post("/v1/directives/bulk", json={"mode": "atomic", "items": items[:500]}, headers=new_key())
    assert made.status_code == 200, made.text
    numbers = [one["made"]["number"] for one in made.json()["results"]]
    assert len(set(numbers)) == 500
    assert numbers == sorted(numbers)


def test_two_items_with_one_key_are_refused(mayor: httpx.Client) -> None:
    one = {"key": "same", "command": {"type": "directives.issue_directive.v1", **make_body()}}
    answer = mayor.post("/v1/directives/bulk", json={"mode": "each", "items": [one, one]})
    assert (answer.status_code, answer.json()["current"]["index"]) == (400, "1")


def test_states_are_a_list_and_late_is_one(operator: httpx.Client) -> None:
    found = operator.get("/v1/directives", params={"state": "SHARED,REPORTED", "limit": 200}).json()["data"]
    assert {one["state"]["code"] for one in found} <= {"SHARED", "REPORTED"}
    late = operator.get("/v1/directives", params={"state": "LATE", "limit": 200}).json()["data"]
    assert late
    assert all(one["due"] < NOW for one in late)
    assert operator.get("/v1/directives", params={"state": "NO"}).status_code == 400


def test_the_running_deadline_bounds_a_read(operator: httpx.Client) -> None:
    asked: dict[str, str | int] = {"due[gte]": "2024-01-10", "due[lte]": "2024-01-24", "sort": "due", "limit": 200}
    days = [one["due"] for one in operator.get("/v1/directives", params=asked).json()["data"]]
    assert days
    assert days == sorted(days)
    assert "2024-01-10" <= days[0] <= days[-1] <= "2024-01-24"


def test_fields_leave_the_rest_out(operator: httpx.Client) -> None:
    (one,) = operator.get("/v1/directives", params={"fields": "number,due", "limit": 1}).json()["data"]
    assert set(one) == {"id", "number", "due"}
    (two,) = operator.get("/v1/org/departments", params={"fields": "name", "limit": 1}).json()["data"]
    assert set(two) == {"code", "name"}
    assert operator.get("/v1/directives", params={"fields": "secret"}).status_code == 400


def test_departments_come_in_pages_that_meet(operator: httpx.Client) -> None:
    whole = operator.get("/v1/org/departments", params={"limit": 200, "total": "true"}).json()
    found, cursor = [], ""
    while True:
        asked = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = operator.get("/v1/org/departments", params=asked).json()
        found += page["data"]
        cursor = page["links"]["next"]
        if cursor is None:
            break
    assert found == whole["data"]
    assert whole["total"] == len(found)


@pytest.mark.parametrize("path", ["/v1/directives", "/v1/org/departments"])
def test_a_cursor_belongs_to_its_filter_and_order(operator: httpx.Client, path: str) -> None:
    cursor = operator.get(path, params={"limit": 1}).json()["links"]["next"]
    assert operator.get(path, params={"limit": 1, "cursor": cursor}).status_code == 200
    for other in ({"q": "지"}, {"sort": "number" if "dir" in path else "name"}):
        assert operator.get(path, params={"cursor": cursor, **other}).status_code == 400


def test_allowed_is_what_would_be_let(
    mayor: httpx.Client, operator: httpx.Client, officer: httpx.Client, system: Running
) -> None:
    made = issue(mayor)
    path = f"/v1/directives/{made['id']}"
    assert operator.get(path, params=reached(made)).json()["data"]["allowed"] == ["share", "merge"]
    assert officer.get(path).json()["data"]["allowed"] == []
    shared = operator.post(f"{path}/share", json={"lead": "town-yeonmu"}, headers=new_key())
    of_lead = officer.get(path, params=reached(shared)).json()["data"]["allowed"]
    assert of_lead == ["report", "acknowledge", "team", "transfer"]
    assert operator.get(path).json()["data"]["allowed"] == ["transfer", "merge", "check"]


def test_an_export_is_every_matching_row_of_one_moment(operator: httpx.Client) -> None:
    """It is read again while the list's pages are of another moment: other tests' events may still be coming."""
    asked = {"state": "ISSUED,SHARED", "sort": "due"}
    read: list[list[Any]] = []

    def is_of_one_moment() -> bool:
        export = operator.get("/v1/directives/export", params=asked)
        assert export.headers["Content-Type"] == "application/x-ndjson"
        pages = [operator.get("/v1/directives", params=asked).json()]
        while cursor := pages[-1]["links"]["next"]:
            pages.append(operator.get("/v1/directives", params=asked | {"cursor": cursor}).json())
        read[:] = (
            [json.loads(line) for line in export.text.splitlines()],
            [row for page in pages for row in page["data"]],
        )
        moments = {f"directives:{page['meta']['position']['directives']}" for page in pages}
        return moments == {export.headers["Hwanryu-Position"]}

    eventually(is_of_one_moment, "export and list of one moment")
    exported, listed = read
    assert exported == listed != []


def test_as_many_exports_at_once_as_there_are_places(system: Running, operator: httpx.Client) -> None:
    """Who has the last line has left its place; a request that is refused takes none."""
    path, headers = f"{system.base_url}/v1/directives/export", dict(operator.headers)

    def export_often(number: int) -> set[int]:
        with httpx.Client(headers=headers, trust_env=False, timeout=30) as client:
            asked = {"after": "directives:999999999"} if number == EXPORTS else {}
            return {client.get(path, params=asked).status_code for _ in range(2 if asked else 15)}

    with ThreadPoolExecutor(EXPORTS + 1) as pool:
        *exported, refused = pool.map(export_often, range(EXPORTS + 1))
    assert exported == [{200}] * EXPORTS
    assert refused == {202}


def test_a_directive_is_read_as_it_was_known(mayor: httpx.Client, operator: httpx.Client) -> None:
    """DIR-14: before the share, after it, and before there was anything."""
    made = issue(mayor)
    path = f"/v1/directives/{made['id']}"
    shared = operator.post(f"{path}/share", json={"lead": "town-yeonmu"}, headers=new_key())
    first, second = operator.get(path, params=reached(shared)).json()["history"]
    then = operator.get(path, params={"known_at": first["recorded_at"]}).json()
    assert (then["data"]["state"]["code"], then["data"]["version"], then["data"]["allowed"]) == ("ISSUED", 1, [])
    assert [entry["version"] for entry in then["history"]] == [1]
    assert then["meta"]["known_at"] == first["recorded_at"]
    now = operator.get(path, params={"known_at": second["recorded_at"]}).json()
    assert (now["data"]["state"]["code"], now["data"]["version"]) == ("SHARED", 2)
    before = operator.get(path, params={"known_at": "2020-01-01"})
    assert (before.status_code, before.json()["detail"][:13]) == (404, "그 시점에는 없었습니다.")


def test_a_day_means_its_end_in_seoul(operator: httpx.Client) -> None:
    """2024-0001 of the sample, by the manual clock that stamped it."""
    (one,) = operator.get("/v1/directives", params={"q": "2024-0001"}).json()["data"]
    path, day = f"/v1/directives/{one['id']}", one["issued_on"]
    assert operator.get(path, params={"as_of": day}).json()["data"]["number"] == "2024-0001"
    answer = operator.get(path, params={"as_of": f"{day}T00:00:00+09:00"})
    assert answer.status_code == 404
    told = datetime.fromisoformat(operator.get(path, params={"as_of": day}).json()["meta"]["as_of"])
    assert told.isoformat() == f"{day}T23:59:59.999999+09:00"


@pytest.mark.parametrize("asked", ["as_of", "known_at"])
def test_the_future_is_no_moment_of_the_past(operator: httpx.Client, asked: str) -> None:
    (one,) = operator.get("/v1/directives", params={"limit": 1}).json()["data"]
    answer = operator.get(f"/v1/directives/{one['id']}", params={asked: "2199-01-01"})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")


def test_a_department_is_read_as_of_a_day(operator: httpx.Client) -> None:
    """ORG-01: 전략기획실 ended with 2023."""
    path = "/v1/org/departments/strategy-planning"
    assert operator.get(path, params={"as_of": "2023-12-31"}).json()["data"]["name"] == "전략기획실"
    assert operator.get(path, params={"as_of": "2024-01-01"}).status_code == 404
    assert operator.get(path, params={"known_at": "2020-01-01"}).status_code == 404


def test_who_saw_an_older_version_is_told_what_has_changed(
    mayor: httpx.Client, operator: httpx.Client, officer: httpx.Client
) -> None:
    """Issued, shared, reported at 3, 40 percent at 4: who saw 3 is told of the last one only, who saw 2 of both.

    Of a version that nobody has seen there is nothing to tell, nor of one that is not changed after all.
    """
    path = f"/v1/directives/{issue(mayor)['id']}"
    assert operator.post(f"{path}/share", json={"lead": "town-yeonmu"}, headers=new_key()).status_code == 200
    assert officer.post(f"{path}/report", json={"text": "현장을 확인함"}, headers=new_key()).status_code == 200
    last = officer.post(f"{path}/progress", json={"percent": 40, "note": "설계를 마침"}, headers=new_key())
    officer.get(path, params=reached(last))
    eventually(lambda: officer.get("/v1/events", params=reached(last)).status_code == 200, "the history has come")
    latest = {"state": {"code": "IN_PROGRESS", "label": "추진 중"}, "percent": 40, "latest": "설계를 마침"}
    report = {"reported_on": NOW, "report_late_days": 0, "due": None}
    for seen, changed in ((3, latest), (2, latest | report), (5, None)):
        body, headers = {"percent": 60, "note": "착공"}, new_key() | {"If-Match": f'"{seen}"'}
        stale = officer.post(f"{path}/progress", json=body, headers=headers)
        assert (stale.status_code, stale.json()["code"]) == (412, "VERSION_CONFLICT")
        assert stale.json()["current"] == {"version": "4"} | ({"changed": changed} if changed else {})
    agreed = officer.post(f"{path}/progress", json=body, headers=new_key() | {"If-Match": '"4"'})
    assert (agreed.status_code, agreed.headers["ETag"]) == (200, '"5"')


@pytest.mark.parametrize("plain", [True, False])
def test_if_match_names_one_version(operator: httpx.Client, plain: bool) -> None:
    """Two header lines are one list (RFC 9110, 5.2); on the straight way and on the framework's."""
    path = f"/v1/directives/{uuid.uuid4()}/share"
    asked = {} if plain else {"dry_run": "false"}
    for tags in (['"1'], ["1"], ['W/"1"'], ['"1", "2"'], ['"1"', '"1"'], ["*"], ['""']):
        headers = [*new_key().items(), *(("If-Match", tag) for tag in tags)]
        answer = operator.post(path, params=asked, json={"lead": "town-yeonmu"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE"), tags


def test_a_stored_command_is_told_to_its_sender_alone(mayor: httpx.Client, operator: httpx.Client) -> None:
    """PLT-01: the same answer as the first time."""
    key = new_key()
    made = mayor.post("/v1/directives", json=make_body(), headers=key)
    found = mayor.get("/v1/commands", params={"key": key["Idempotency-Key"]}).json()
    assert (found["state"], found["answer"]) == ("STORED", made.json())
    assert found["links"]["entity"] == made.headers["Location"]
    assert mayor.get(f"/v1/commands/{found['id']}").json() == found
    assert operator.get(f"/v1/commands/{found['id']}").status_code == 404
    other = operator.get("/v1/commands", params={"key": key["Idempotency-Key"]}).json()
    assert (other["state"], other["answer"]) == ("NOT_STORED", None)


def test_a_command_of_the_registry_is_told_as_well(operator: httpx.Client) -> None:
    code, key = f"out-{uuid.uuid4().hex[:8]}", new_key()
    body = {
        "code": code, "name": "시험과", "name_known": True, "kind": "HEADQUARTERS", "lineage": code,
        "valid_from": "2024-01-01", "valid_until": "2024-01-02",
    }  # fmt: skip
    operator.post("/v1/org/departments", json=body, headers=key)
    found = operator.get("/v1/commands", params={"key": key["Idempotency-Key"]}).json()
    assert found["links"]["entity"] == f"/v1/org/departments/{code}"


def test_a_refused_command_left_nothing(operator: httpx.Client) -> None:
    key = new_key()
    path = f"/v1/directives/{uuid.uuid4()}/share"
    assert operator.post(path, json={"lead": "town-yeonmu"}, headers=key).status_code == 404
    found = operator.get("/v1/commands", params={"key": key["Idempotency-Key"]}).json()
    assert found["state"] == "NOT_STORED"
    assert operator.get(f"/v1/commands/{found['id']}").status_code == 404


def test_a_context_that_does_not_answer_makes_the_outcome_unknown(system: Running, mayor: httpx.Client) -> None:
    key = new_key()
    mayor.post("/v1/directives", json=make_body(), headers=key)
    asked = {"key": key["Idempotency-Key"]}
    replicas = system.list_replicas("registry")
    system.kill(*replicas)
    try:
        answer = mayor.get("/v1/commands", params=asked)
        assert (answer.status_code, answer.json()["retryable"]) == (503, True)
    finally:
        system.start(*replicas)
    eventually(lambda: mayor.get("/v1/commands", params=asked).status_code == 200, "the registry answers")
