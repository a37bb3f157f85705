"""Lists as they were, over HTTP, with two gateways and two projectors (ADR 0028)."""

import uuid
from typing import Final

import httpx
import pytest

from tests.contract.test_past_reads import BOTH, list_reads
from tests.e2e import asking
from tests.e2e.asking import Json, own, post
from tests.e2e.settling import settle
from tests.e2e.visiting import Visit
from tests.running import Running

ASKED: Final[dict[str, dict[str, str]]] = {
    "/v1/briefings/counts": {"year": "2024"},
    "/v1/calendar/deadline": {"policy": "DIR_REPORT_3", "start": "2024-01-02"},
    "/v1/calendar/span": {"first": "2024-01-02", "last": "2024-01-05"},
    "/v1/calendar/schedule": {"cadence": "quarter"},
    "/v1/calendar/{year}": {},
    "/v1/directives/check-list": {"quarter": "2024-Q1"},
    "/v1/projects/totals": {"by": "year"},
}
"""What a list must be asked beside its moments."""
OF_AUDIT: Final = {"/v1/violations"}
"""Lists that the coordinating office does not read."""
UNSTATED: Final = {"/v1/calendar/schedule", "/v1/directives/export"}
"""Answers that tell no position."""
LISTS: Final = sorted(
    path for path, names in list_reads().items() if names >= BOTH and ("{" not in path or path in ASKED)
)


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture
def today(operator: httpx.Client) -> str:
    """The day of the business clock: its end lies after all that is entered in a test."""
    return str(operator.get("/v1/clock").json()["now"])[:10]


def read(client: httpx.Client, path: str, **query: str) -> Json:
    """Return what a client reads, once it is there."""
    return asking.read(client, path, None, **query)


def read_whole(client: httpx.Client, path: str, **query: str) -> str:
    """Return all pages of a list as text."""
    pages = [read(client, path, limit="200", **query)]
    while cursor := pages[-1]["links"]["next"]:
        pages.append(read(client, path, limit="200", cursor=cursor, **query))
    return str([page["data"] for page in pages])


@pytest.mark.parametrize("path", LISTS)
def test_each_list_is_answered_as_of_a_day(system: Running, operator: httpx.Client, today: str, path: str) -> None:
    """PLT-19: 202 while its workspace is made, then the same address tells the list and the moments."""
    address = path.replace("{year}", "2024")
    asked = {**ASKED.get(path, {}), "as_of": today, "known_at": f"{today}T09:00:00+09:00"}
    reader = system.open("auditor") if path in OF_AUDIT else operator
    if path in UNSTATED:
        assert reader.get(address, params=asked).status_code in {200, 202}
        return
    meta = read(reader, address, **asked)["meta"]
    if path not in {"/v1/org/departments", "/v1/org/teams", "/v1/org", "/v1/org/counts", "/v1/org/assignments"}:
        assert meta["as_of"] == f"{today}T23:59:59.999999+09:00"
    assert meta["known_at"] == f"{today}T09:00:00+09:00"


def test_the_end_of_today_is_now(operator: httpx.Client, today: str) -> None:
    """PLT-19: a list as of today is the list, but that nothing can be done with what was."""
    for path in ("/v1/meetings", "/v1/holidays", "/v1/partners", "/v1/directives", "/v1/directives/metrics"):
        now, then = read(operator, path)["data"], read(operator, path, as_of=today)["data"]
        assert len(now) == len(then)
        for one, other in zip(now, then, strict=True):
            assert {name: value for name, value in one.items() if other[name] != value}.keys() <= {"allowed"}, path


def test_what_is_entered_late_belongs_to_its_day(operator: httpx.Client, visit: Visit) -> None:
    """PLT-19, CAL-14: a meeting of 2018 entered today is in the list of 2018, and not in what was known before.

    So it is on the screen, where nothing can be planned in the past.
    """
    title, day = f"{own('회의')}", {"as_of": "2018-10-01"}
    before = read(operator, "/v1/meetings", **day, total="true")
    body = {"title": title, "kind": "OTHER", "when": "2018. 9. 20."}
    answer = operator.post(
        "/v1/meetings",
        json=body,
        params={"effective_at": "2018-09-19T10:00:00+09:00", "ground": "2018년 문서를 옮겨 적음"},
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )
    assert answer.status_code == 201, answer.text
    settle(operator, answer.json())
    after = read(operator, "/v1/meetings", **day, total="true")
    assert after["total"] == before["total"] + 1
    assert [each["allowed"] for each in after["data"] if each["title"] == title] == [[]]
    known = read(operator, "/v1/meetings", known_at="2024-01-01", total="true")
    assert title not in str(known)
    office = visit("operator")
    assert [title in office.read(f"/meetings?{asked}") for asked in ("as_of=2018-10-01", "known_at=2024-01-01")] == [
        True,
        False,
    ]
    assert "회의 등록" in office.read("/meetings")
    assert "회의 등록" not in office.read("/meetings?as_of=2018-10-01")


def test_what_is_not_yet_is_refused_and_a_cursor_keeps_its_moments(operator: httpx.Client, today: str) -> None:
    """PLT-19: an answer about tomorrow might change; a page goes on where it began."""
    assert operator.get("/v1/meetings", params={"as_of": "2199-01-01"}).status_code == 400
    first = read(operator, "/v1/partners", as_of=today, limit="1")
    more = {"cursor": first["links"]["next"], "limit": "1"}
    second = read(operator, "/v1/partners", as_of=today, **more)
    assert second["data"] != first["data"]
    assert operator.get("/v1/partners", params={"as_of": "2024-01-20", **more}).status_code == 400
    board = read(operator, "/v1/directives", as_of=today, limit="2", total="true")
    following = read(operator, "/v1/directives", as_of=today, limit="2", cursor=board["links"]["next"])
    assert not {each["id"] for each in board["data"]} & {each["id"] for each in following["data"]}
    assert operator.get("/v1/directives", params={"cursor": board["links"]["next"]}).status_code == 400


def test_who_is_erased_is_erased_in_the_past(operator: httpx.Client) -> None:
    """PLT-07, PLT-19: neither name nor account comes back, and nobody is found by it."""
    account = own("erased")
    moment, body = "2023-05-02T09:00:00+09:00", {"name": "도로과 담당자", "account": account}
    made = post(operator, "/v1/org/people", body, effective_at=moment, ground="전입 기록")
    settle(operator, made)
    then = {"as_of": "2023-06-01", "account": account}
    (person,) = read(operator, "/v1/org/people", **then)["data"]
    assert (person["id"], person["name"], person["allowed"]) == (made["id"], "도로과 담당자", [])
    settle(operator, post(operator, f"/v1/org/people/{made['id']}/erase", {"reason": "퇴직"}, status=200))
    assert read(operator, "/v1/org/people", **then)["data"] == []
    everybody = read(operator, "/v1/org/people", as_of="2023-06-01", limit="200")["data"]
    (person,) = [each for each in everybody if each["id"] == made["id"]]
    assert (person["name"], person["account"], person["is_erased"]) == ("파기됨", None, True)


def test_words_that_are_hidden_now_are_hidden_in_the_past(system: Running, operator: httpx.Client, today: str) -> None:
    """DIR-22, PLT-19: neither board nor check list as of a day shows them to who may not read them."""
    word = f"인사검증{uuid.uuid4().hex[:8]}"
    made = post(operator, "/v1/directives", {"text": word, "kind": "SIMPLE", "visibility": "TEXT_HIDDEN"})
    settle(operator, made)
    shared = post(operator, f"/v1/directives/{made['id']}/share", {"lead": "planning-audit"}, status=200)
    settle(operator, shared)
    stranger = system.open("executive")
    for path in ("/v1/directives", "/v1/directives/check-list"):
        more = ASKED.get(path, {})
        assert word in read_whole(operator, path, as_of=today, **more), path
        hidden = read_whole(stranger, path, as_of=today, **more)
        assert (word in hidden, made["id"] in hidden) == (False, True), path
