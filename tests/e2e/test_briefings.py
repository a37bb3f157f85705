"""Briefings in the towns and relays of cheering over HTTP (ENG-67, ENG-68)."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.e2e import asking
from tests.running import Running


def post(client: httpx.Client, path: str, key: str, body: Mapping[str, Any]) -> httpx.Response:
    return client.post(path, json=dict(body), headers={"Idempotency-Key": f"briefings-{key}"})


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_each_town_tells_how_often_it_was_visited(system: Running) -> None:
    """ENG-67: two briefings with 42 and 8 people in one town in 2022, none in fourteen others: 15 읍면동."""
    operator, officer = system.open("operator"), system.open("officer")
    held = {"town": "town-yeonmu", "held_on": "2022-05-02", "place": "연무읍 회의실", "topic": "엑스포의 필요성"}
    done(post(operator, "/v1/briefings", "first", {**held, "people": 42}))
    last = done(post(officer, "/v1/briefings", "second", {**held, "held_on": "2022-06-01", "people": 8}))
    counted = asking.read(operator, "/v1/briefings/counts", last, year="2022")["data"]
    towns = {each["town"]: each for each in counted}
    assert len(towns) == 15
    assert (towns["town-yeonmu"]["briefings"], towns["town-yeonmu"]["people"]) == (2, 50)
    assert sum(each["briefings"] for each in towns.values()) == 2
    office = {**held, "held_on": "2024-01-24", "town": "planning-audit", "people": 1}
    refused = post(operator, "/v1/briefings", "nowhere", office)
    assert (refused.status_code, refused.json()["code"]) == (422, "NOT_A_TOWN")


def test_a_session_of_the_kind_briefing_is_recorded_once(system: Running) -> None:
    """ENG-67: under its own id, with its town."""
    operator = system.open("operator")
    session = {
        "name": "찾아가는 설명회",
        "kind": "BRIEFING",
        "starts_at": "2024-01-25T09:00:00+09:00",
        "minutes": 60,
        "place": "연무읍 회의실",
        "segments": [{"code": "all", "name": "시민", "seats": 50}],
        "is_hosted_by_mayor": False,
    }
    planned = done(post(operator, "/v1/town-halls", "session", session))["id"]
    held = {"town": "town-yeonmu", "held_on": "2024-01-25", "place": "연무읍", "topic": "엑스포", "people": 30}
    made = done(post(operator, "/v1/briefings", "of-session", {**held, "session": planned}))
    assert made["id"] == planned
    row = asking.read(operator, f"/v1/briefings/{planned}", made)["data"]
    assert (row["session"], row["town"], row["people"]) == (planned, "town-yeonmu", 30)
    twice = post(operator, "/v1/briefings", "twice", {**held, "session": planned})
    assert (twice.status_code, twice.json()["code"]) == (409, "ALREADY_REGISTERED")


def test_everybody_reads_who_cheered(system: Running) -> None:
    """ENG-68: entries public, in their order; a hidden one is staff's alone, with why."""
    operator = system.open("operator")
    made = done(post(operator, "/v1/relays", "relay", {"name": "엑스포 유치 응원", "cause": "유치를 바란다"}))["id"]
    for number, who in enumerate(("이통장협의회", "새마을회", "의용소방대"), 1):
        entry = {"on": "2024-01-24", "who": who, "link": f"https://example.org/{number}"}
        done(post(operator, f"/v1/relays/{made}/entries", f"entry-{number}", entry))
    hidden = done(post(operator, f"/v1/relays/{made}/hide-entry", "hide", {"number": 2, "reason": "잘못 적음"}))
    own = asking.read(operator, f"/v1/relays/{made}", hidden)["data"]
    assert [(each["who"], each["hidden"]) for each in own["entries"]][1] == ("새마을회", "잘못 적음")
    with httpx.Client(base_url=system.base_url) as anybody:
        told = anybody.get(f"/v1/open/relays/{made}").json()["data"]
        listed = anybody.get("/v1/open/relays", params={"q": "유치 응원"}).json()["data"]
    assert [each["number"] for each in told["entries"]] == [1, 3]
    assert told in listed
    script = {"on": "2024-01-24", "who": "단체", "link": "javascript:alert(1)"}
    assert post(operator, f"/v1/relays/{made}/entries", "script", script).status_code == 400
