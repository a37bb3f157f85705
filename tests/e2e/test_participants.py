"""Participants over HTTP: seats, waitlists, tickets, the desk (ENG-03, ENG-13, ENG-15)."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.e2e.holding import SEGMENTS, check_in, make, open_doors, plan_town_hall, read, register, send
from tests.running import Running, eventually


def count(operator: httpx.Client, town_hall: str, segment: str, told: Any) -> tuple[int, int, int, int]:
    """Return seats, registered, waitlisted and checked in."""
    counts = read(operator, f"/v1/town-halls/{town_hall}/counts", told)
    (found,) = (each for each in counts if each["segment"] == segment)
    return found["seats"], found["registered"], found["waitlisted"], found["checked_in"]


def find(operator: httpx.Client, participant: Any, told: Any = None) -> Any:
    return read(operator, f"/v1/participants/{participant['id']}", told or participant)


def test_who_comes_after_the_last_seat_waits_and_is_refused_at_the_door(system: Running) -> None:
    """ENG-03: the third of two seats waits; a walk-in is told SEGMENT_FULL; a seat given up is the first waiter's."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "full")
    first, second, third, fourth = (register(operator, held, f"{n}") for n in range(4))
    assert [each["state"] for each in (first, second, third, fourth)] == ["REGISTERED"] * 2 + ["WAITLISTED"] * 2
    assert (third["place"], fourth["place"]) == (1, 2)
    assert count(operator, held, "citizens", fourth) == (2, 2, 2, 0)
    gone = make(operator, f"/v1/participants/{first['id']}/withdraw", "full-withdraw", {})
    assert find(operator, third, gone)["state"]["code"] == "REGISTERED"
    assert find(operator, fourth, gone)["place"] == 1
    open_doors(operator, held)
    entered = check_in(operator, held, third)
    assert check_in(operator, held, fourth).json()["code"] == "SEGMENT_FULL"
    walk_in = send(operator, f"/v1/town-halls/{held}/participants", "full-walk-in", {"segment": "citizens"})
    assert (walk_in.status_code, walk_in.json()["code"]) == (409, "SEGMENT_FULL")
    assert count(operator, held, "citizens", entered.json()) == (2, 2, 1, 1)


def test_a_rush_gives_each_seat_once(system: Running) -> None:
    """ENG-03: thirty at once for two seats; two have them, and the others wait in places 1 to 28."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "rush")
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda turn: rush(operator, held, turn), range(30)))
    assert Counter(each["state"] for each in made) == {"REGISTERED": 2, "WAITLISTED": 28}
    last = max(made, key=lambda each: int(each["meta"]["position"]["engagement"]))
    places = [find(operator, each, last)["place"] for each in made if each["state"] == "WAITLISTED"]
    assert sorted(places) == list(range(1, 29))
    assert count(operator, held, "citizens", last) == (2, 2, 28, 0)
    assert len({each["code"] for each in made}) == 30


def rush(operator: httpx.Client, town_hall: str, turn: int) -> Any:
    """Return what registering answers once it is not busy; the same key is sent again."""
    told: list[Any] = []

    def is_told() -> bool:
        path = f"/v1/town-halls/{town_hall}/participants"
        answer = send(operator, path, f"{town_hall}-rush-{turn}", {"segment": "citizens"})
        assert answer.status_code in {201, 503}, answer.text
        told.append(answer.json())
        return answer.status_code == 201

    eventually(is_told, "somebody is registered")
    return told[-1]


def test_unused_seats_go_to_who_waits_elsewhere(system: Running) -> None:
    """ENG-03: from 18:00 of the day before, by decision of the office, and no more than are unused."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "released")
    waiting = [register(operator, held, f"{n}") for n in range(3)][2]
    path = f"/v1/town-halls/{held}/release-seats"
    body = {"from_segment": "pupils", "to_segment": "citizens", "seats": 3}
    assert send(operator, path, "released-3", body).json()["code"] == "SEATS_IN_USE"
    given = make(operator, path, "released-2", {**body, "seats": 2})
    assert find(operator, waiting, given)["state"]["code"] == "REGISTERED"
    assert count(operator, held, "pupils", given)[0] == 0
    assert count(operator, held, "citizens", given)[:3] == (4, 3, 0)


def test_six_digits_let_in_and_a_lost_ticket_is_void(system: Running) -> None:
    """ENG-01, ENG-13: by code or ticket, once; after a reissue the old ticket and code count no more."""
    operator = system.open("operator")
    held, other = plan_town_hall(operator, "desk"), plan_town_hall(operator, "other-desk")
    lost, told = register(operator, held, "lost"), register(operator, held, "code")
    new = make(operator, f"/v1/participants/{lost['id']}/reissue", "desk-reissue", {"generation": 2})
    open_doors(operator, held)
    open_doors(operator, other)
    assert check_in(operator, held, lost).json()["code"] == "TICKET_INVALID"
    assert check_in(operator, other, new).json()["code"] == "TICKET_INVALID"
    assert check_in(operator, held, new).status_code == 200
    path = f"/v1/town-halls/{held}/check-in"
    assert send(operator, path, "desk-old-code", {"code": lost["code"]}).json()["code"] == "TICKET_INVALID"
    assert send(operator, path, "desk-code", {"code": told["code"]}).status_code == 200
    again = send(operator, path, "desk-again", {"code": told["code"]})
    assert (again.status_code, again.json()["code"]) == (409, "WRONG_STATE")


def test_a_citizen_registers_without_an_account(system: Running) -> None:
    """ENG-03, ENG-08: with consent; the same key tells the same ticket; web takes no seat and enters by its link."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "open")
    path, key = f"/v1/open/town-halls/{held}", uuid.uuid4().hex
    body = {"segment": "citizens", "channel": "WEB", "contact": {"phone": "010-1234-5678"}}
    with httpx.Client(base_url=system.base_url, trust_env=False) as citizen:
        assert send(citizen, f"{path}/registrations", key, body).json()["code"] == "CONSENT_REQUIRED"
        made = make(citizen, f"{path}/registrations", key, {**body, "consent": "town-hall-1"})
        assert make(citizen, f"{path}/registrations", key, {**body, "consent": "town-hall-1"}) == made
        twice = send(citizen, f"{path}/registrations", uuid.uuid4().hex, {**body, "consent": "town-hall-1"})
        assert twice.json()["code"] == "ALREADY_REGISTERED"
        ticket = {"ticket": made["ticket"]}
        assert citizen.post(f"{path}/enter", json=ticket).json()["code"] == "WRONG_STATE"
        open_doors(operator, held)
        assert citizen.post(f"{path}/enter", json=ticket).json()["state"] == "CHECKED_IN"
        assert citizen.post(f"{path}/enter", json=ticket).json()["state"] == "CHECKED_IN"
        text = ticket["ticket"]
        forged = f"{text[:30]}{'A' if text[30] != 'A' else 'B'}{text[31:]}"
        assert citizen.post(f"{path}/standing", json={"ticket": forged}).json()["code"] == "TICKET_INVALID"
    assert find(operator, made)["contact"] == {"phone": "01012345678", "name": None}
    assert count(operator, held, "citizens", made) == (2, 0, 0, 0)


def test_a_child_takes_part_without_contact_data(system: Running) -> None:
    """ENG-15: without a guardian's consent nothing is kept, and the ticket counts all the same."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "child")
    body = {"segment": "pupils", "contact": {"phone": "010-2345-6789"}, "consent": "town-hall-1"}
    refused = send(operator, f"/v1/town-halls/{held}/participants", "child-contact", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "GUARDIAN_CONSENT_REQUIRED")
    with httpx.Client(base_url=system.base_url, trust_env=False) as citizen:
        path = f"/v1/open/town-halls/{held}/registrations"
        made = make(citizen, path, uuid.uuid4().hex, {"segment": "pupils"})
        nameless = send(citizen, path, uuid.uuid4().hex, {"segment": "citizens"})
        assert nameless.json()["code"] == "CONTACT_REQUIRED"
    assert (find(operator, made)["has_contact"], find(operator, made)["contact"]) == (False, None)
    open_doors(operator, held)
    assert check_in(operator, held, made).status_code == 200


def test_citizens_read_what_was_announced_and_what_is_free(system: Running) -> None:
    """ENG-01, ENG-03: a plan is nobody's to read before; one of two seats is taken."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "public", agenda=[{"text": "도서관 이름"}])
    made = register(operator, held, "public")
    with httpx.Client(base_url=system.base_url, trust_env=False) as citizen:
        found = read(citizen, f"/v1/open/town-halls/{held}", made)
        free = {each["code"]: (each["seats"], each["free"]) for each in found["segments"]}
        assert (free["citizens"], free["pupils"], found["agenda"]) == ((2, 1), (2, 2), ["도서관 이름"])
        card = {"place": "시민공원", "minutes": 60, "starts_at": "2024-06-20T14:00:00+09:00", "segments": SEGMENTS}
        planned = make(operator, "/v1/town-halls", "public-second", {**card, "name": "타운홀 public 둘"})
        wanted = {"after": position(planned), "q": "타운홀 public"}
        hidden = citizen.get(f"/v1/open/town-halls/{planned['id']}", params={"after": position(planned)})
        assert (hidden.status_code, hidden.json()["code"]) == (404, "NOT_FOUND")
        assert [each["id"] for each in citizen.get("/v1/open/town-halls", params=wanted).json()["data"]] == [held]


def position(told: Any) -> str:
    return f"engagement:{told['meta']['position']['engagement']}"


def test_what_the_views_do_not_show_yet_is_not_said_to_be_missing(system: Running) -> None:
    """PLT-04: a session that was planned while the projector is down is NOT_YET there; the same key registers then."""
    operator = system.open("operator")
    projectors = system.list_replicas("projector")
    system.stop(*projectors)
    try:
        held = plan_town_hall(operator, "behind")
        path = f"/v1/town-halls/{held}/participants"
        early = send(operator, path, "behind-early", {"segment": "citizens"})
        assert (early.status_code, early.json()["code"]) == (202, "NOT_YET")
    finally:
        system.start(*projectors)
    made = make(operator, path, "behind-early", {"segment": "citizens"})
    assert made["state"] == "REGISTERED"
    nowhere = send(operator, f"/v1/town-halls/{uuid.uuid4()}/participants", "nowhere", {"segment": "citizens"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "NOT_FOUND")
