"""Events for integrators: pages and a stream of the same, in order, whole, and verifiable without us."""

import json
import random
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import httpx
import pytest

from infra.chain import GENESIS, StoredEvent, compute_chain
from tests.running import Running, eventually

Json = dict[str, Any]
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def mayor(system: Running) -> httpx.Client:
    return system.open("mayor")


def issue(client: httpx.Client, text: str = "흐름으로 전해질 지시") -> str:
    """Issue a directive and return where the log then stood."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    made = client.post("/v1/directives", json={"text": text, "kind": "SIMPLE"}, headers=key)
    return f"directives:{made.raise_for_status().json()['meta']['position']['directives']}"


def walk(client: httpx.Client, **asked: str | int) -> list[Json]:
    """Return every event, page by page."""
    events: list[Json] = []
    path: str | None = str(client.get("/v1/events", params=asked).url.raw_path, "ascii")
    while path is not None:
        page = client.get(path).raise_for_status().json()
        events += page["data"]
        path = page["links"]["next"]
    return events


def of(context: str, events: list[Json]) -> list[Json]:
    return [event for event in events if str(event["id"]).startswith(f"{context}/")]


def follow(client: httpx.Client, last_id: str, *, types: str = "") -> Iterator[tuple[str, Json]]:
    """Yield id and event of a stream until it is closed."""
    asked = {"types": types} if types else {}
    with client.stream("GET", "/v1/events", params=asked, headers=STREAM | {"Last-Event-ID": last_id}) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        data = ""
        for line in answer.iter_lines():
            match line.partition(": "):
                case "data", _, value:
                    data = value
                case "id", _, value:
                    yield value, json.loads(data)
                case _:
                    continue


def test_pages_meet_and_positions_are_dense(mayor: httpx.Client) -> None:
    """What only the audit may know of leaves holes among the directives' positions; nothing else does (ADR 0021)."""
    issue(mayor)
    whole, small = walk(mayor, limit=500), walk(mayor, limit=37)
    assert small[: len(whole)] == whole
    for context in ("registry", "directives"):
        positions = [int(str(event["position"])) for event in of(context, whole)]
        assert positions == sorted(set(positions))
        assert context != "registry" or positions == list(range(1, len(positions) + 1))
        moments = [str(event["time"]) for event in whole]
        assert moments == sorted(moments)


def test_an_event_to_come_is_not_there(mayor: httpx.Client) -> None:
    """PLT-04: who names a position that must be reflected is told to wait; others find nothing there."""
    context, _, position = issue(mayor).partition(":")
    assert mayor.get(f"/v1/events/{context}/{position}").is_success, "what was just stored is there"
    ahead = f"/v1/events/{context}/{int(position) + 1_000_000}"
    assert (mayor.get(ahead).status_code, mayor.get(ahead).json()["code"]) == (404, "NOT_FOUND")
    assert mayor.get(ahead, params={"after": int(position) + 1_000_000}).status_code == 202


def test_an_integrator_verifies_the_chain_from_the_pages_alone(mayor: httpx.Client) -> None:
    """PLT-06, as far as pages go: what was hashed is the event's compact JSON and its row.

    Of who was erased the login was hashed, too, and is told no more: the chain of that one event is taken as told.
    """
    events = walk(mayor, limit=500)
    erased = {event["subject"] for event in events if event["type"] == "registry.person_erased.v1"}
    for context in ("registry", "directives"):
        before, last = GENESIS, 0
        for event in of(context, events):
            if event["position"] != last + 1:  # behind a hole it begins again (ADR 0021)
                assert context == "directives"
                before, last = bytes.fromhex(str(event["chain"])), int(str(event["position"]))
                continue
            last += 1
            if event["type"] == "registry.person_registered.v1" and event["subject"] in erased:
                assert event["data"]["account"] is None
                before = bytes.fromhex(str(event["chain"]))
                continue
            before = compute_chain(str(event["source"]).split("/")[1], context, before, read_row(event))
            assert before.hex() == event["chain"], event["id"]


def read_row(event: Json) -> StoredEvent:
    causation = event.get("causationid")
    return StoredEvent(
        position=int(str(event["position"])),
        stream=str(event["subject"]),
        version=int(str(event["streamversion"])),
        type=str(event["type"]),
        data=json.dumps(event["data"], ensure_ascii=False, separators=(",", ":")).encode(),
        command_id=UUID(str(event["commandid"])),
        actor=str(event["actor"]),
        role=str(event["actorrole"]),
        department=str(event["actordepartment"]) if "actordepartment" in event else None,
        effective_at=datetime.fromisoformat(str(event["effectiveat"])),
        recorded_at=datetime.fromisoformat(str(event["time"])),
        correlation_id=UUID(str(event["correlationid"])),
        causation_id=UUID(str(causation)) if causation else None,
        chain=bytes.fromhex(str(event["chain"])),
    )


def test_the_login_of_who_was_erased_is_told_no_more(system: Running, mayor: httpx.Client) -> None:
    """PLT-07: neither by the registry's event nor by the coordination's copy."""
    operator, account = system.open("operator"), f"a-{uuid.uuid4().hex[:8]}"
    types = "registry.person_registered.v1,coordination.person_recorded.v1"

    def post(path: str, body: Json) -> Json:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return dict(operator.post(path, json=body, headers=key).raise_for_status().json())

    def list_accounts() -> list[object]:
        told = walk(mayor, types=types)
        own = [each for each in told if {each["subject"], each["data"].get("person")} & {person, f"person-{person}"}]
        return [each["data"]["account"] for each in own]

    person = post("/v1/org/people", {"name": "담당자 마", "account": account})["id"]
    eventually(lambda: list_accounts() == [account, account], "both events tell it")
    post(f"/v1/org/people/{person}/erase", {"reason": "퇴직"})
    eventually(lambda: list_accounts() == [None, None], "neither tells it")


def test_types_choose_and_the_cursor_passes_over_the_rest(mayor: httpx.Client) -> None:
    at = issue(mayor)
    kind = "directives.directive_issued.v1"
    chosen = walk(mayor, types=kind, limit=50)
    assert {event["type"] for event in chosen} == {kind}
    asked: dict[str, str | int] = {"types": "registry.clock_set.v1", "after": at}
    last = mayor.get("/v1/events", params=asked).json()
    while last["links"]["next"]:
        last = mayor.get(last["links"]["next"]).json()
    again = mayor.get(last["links"]["later"]).json()
    assert again["data"] == []
    assert f"directives%3A1.{again['meta']['position']['directives']}" in again["links"]["later"]


@pytest.mark.parametrize(
    "asked", [{"after": "nowhere:1"}, {"after": "5"}, {"types": "no.such.v1"}, {"limit": 501}, {"x": 1}]
)
def test_odd_questions_are_refused(mayor: httpx.Client, asked: dict[str, str | int]) -> None:
    for headers in ({}, STREAM):
        answer = mayor.get("/v1/events", params=asked, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")


def test_citizens_follow_nothing(system: Running) -> None:
    for headers in ({}, STREAM):
        assert system.open("citizen").get("/v1/events", headers=headers).status_code == 403


def test_a_page_waits_for_the_position_that_it_names(system: Running, mayor: httpx.Client) -> None:
    """PLT-04: 202 while the projector is dead, the events after it otherwise."""
    replicas = system.list_replicas("projector")
    system.kill(*replicas)
    try:
        at = issue(mayor)
        assert mayor.get("/v1/events", params={"after": at}).status_code == 202
    finally:
        system.start(*replicas)
    eventually(lambda: mayor.get("/v1/events", params={"after": at}).status_code == 200, "the view has caught up")


def test_a_stream_cut_at_random_places_misses_and_doubles_nothing(system: Running, mayor: httpx.Client) -> None:
    """PLT-17: readers come and go while directives are issued and the projector is killed in between."""
    chance = random.Random(20240125)
    start = issue(mayor)
    registry = mayor.get("/v1/events", params={"limit": 1}).json()["meta"]["position"]["registry"]
    start = f"registry:{registry},{start}"
    writer = threading.Thread(target=lambda: [issue(mayor, f"흐름 {n}") for n in range(40)])
    reader = system.open("operator")
    replicas = system.list_replicas("projector")
    writer.start()
    last_id, found = start, list[Json]()
    for cut in range(12):
        if cut in (3, 7):
            system.kill(*replicas)
            system.start(*replicas)
        for at, event in islice(follow(reader, last_id), chance.randint(1, 9)):
            last_id = at
            found.append(event)
    writer.join()
    end = issue(mayor, "마지막")
    for _, event in follow(reader, last_id):
        found.append(event)
        if event["id"] == end.replace(":", "/"):
            break
    expected = [event for event in walk(mayor, after=start, limit=500) if of("directives", [event])]
    assert of("directives", found) == expected
    assert len(expected) == 82


def test_many_followers_hear_of_the_same_event(system: Running, mayor: httpx.Client) -> None:
    start = issue(mayor)
    kind = "directives.directive_issued.v1"
    heard: list[str] = []
    ready = threading.Barrier(21)

    def listen() -> None:
        ready.wait(30)
        for _, event in follow(mayor, f"registry:100000,{start}", types=kind):
            heard.append(str(event["id"]))
            return

    threads = [threading.Thread(target=listen) for _ in range(20)]
    for thread in threads:
        thread.start()
    ready.wait(30)
    at = issue(mayor, "모두에게")
    for thread in threads:
        thread.join(20)
    number = int(at.partition(":")[2])
    assert len(heard) == 20
    assert len(set(heard)) == 1
    assert heard[0] in {f"directives/{number}", f"directives/{number - 1}"}
