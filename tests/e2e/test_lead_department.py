"""The lead department's own acts over HTTP: the first report, and progress after it."""

import uuid
from collections.abc import Mapping

import httpx
import pytest

from tests.running import Running

REPORT = {"text": "담당 팀을 정하고 현장을 확인함"}


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@pytest.fixture
def officer(system: Running) -> httpx.Client:
    """Of town-yeonmu, as the sample's accounts have it."""
    return system.open("officer")


def share_with(system: Running, lead: str) -> str:
    """Return the address of a directive shared with a department on 2024-01-25, the day of the sample's clock."""
    body = {"text": "배수로를 정비하고 결과를 보고할 것", "kind": "SIMPLE"}
    made = system.open("mayor").post("/v1/directives", json=body, headers=new_key()).json()
    path = f"/v1/directives/{made['id']}"
    shared = system.open("operator").post(f"{path}/share", json={"lead": lead}, headers=new_key())
    assert shared.status_code == 200
    return path


def act(client: httpx.Client, path: str, name: str, body: Mapping[str, object]) -> httpx.Response:
    return client.post(f"{path}/{name}", json=body, headers=new_key())


def test_a_report_on_the_day_of_the_share_is_in_time(system: Running, officer: httpx.Client) -> None:
    """DIR-06: due on 2024-01-30, reported on 2024-01-25."""
    path = share_with(system, "town-yeonmu")
    reported = act(officer, path, "report", REPORT)
    assert (reported.status_code, reported.json()["state"]) == (200, "REPORTED")
    read = officer.get(path, params={"after": reported.json()["meta"]["position"]["directives"]}).json()["data"]
    assert (read["state"]["code"], read["reported_on"], read["report_late_days"]) == ("REPORTED", "2024-01-25", 0)
    again = act(officer, path, "report", REPORT)
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_REPORTED")


def test_progress_follows_the_report_and_may_not_go_back(system: Running, officer: httpx.Client) -> None:
    path = share_with(system, "town-yeonmu")
    early = act(officer, path, "progress", {"percent": 10, "note": "착수"})
    assert (early.status_code, early.json()["code"]) == (409, "REPORT_MISSING")
    assert act(officer, path, "report", REPORT).status_code == 200
    forty = act(officer, path, "progress", {"percent": 40, "note": "설계를 마침"})
    assert (forty.status_code, forty.json()["state"]) == (200, "IN_PROGRESS")
    back = act(officer, path, "progress", {"percent": 39, "note": "설계를 다시 함"})
    assert (back.status_code, back.json()["code"]) == (422, "PROGRESS_BACKWARDS")
    explained = act(officer, path, "progress", {"percent": 30, "note": "설계를 다시 함", "reason": "현장 여건이 바뀜"})
    position = explained.json()["meta"]["position"]["directives"]
    read = officer.get(path, params={"after": position}).json()["data"]
    assert (read["state"]["code"], read["percent"]) == ("IN_PROGRESS", 30)


def test_another_departments_directive_is_not_theirs_to_report(system: Running, officer: httpx.Client) -> None:
    """The lead department only (decided.md, Rights); nothing is stored."""
    path = share_with(system, "planning-audit")
    refused = act(officer, path, "report", REPORT)
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    assert act(system.open("operator"), path, "report", REPORT).json()["code"] == "NOT_PERMITTED"
    assert officer.get(path).json()["data"]["version"] == 2


def test_percent_is_a_whole_number_up_to_a_hundred(system: Running, officer: httpx.Client) -> None:
    path = share_with(system, "town-yeonmu")
    for percent in (-1, 101, 12.5, "40"):
        assert act(officer, path, "progress", {"percent": percent, "note": "착수"}).status_code == 400
