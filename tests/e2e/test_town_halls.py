"""Town halls over HTTP, from the plan to the decision (ENG-01 to ENG-15)."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.running import Running

PLAN: Final[Mapping[str, Any]] = {
    "name": "2024 상반기 타운홀미팅",
    "starts_at": "2024-05-23T14:30:00+09:00",
    "minutes": 120,
    "place": "건양대학교 콘서트홀",
    "budget_won": 50_000_000,
    "cycle": {"year": 2024, "number": 1},
    "segments": [
        {"code": "pupils", "name": "초등학생", "seats": 100, "is_child": True},
        {"code": "teens", "name": "청소년", "seats": 100},
        {"code": "citizens", "name": "일반 시민", "seats": 400},
        {"code": "officials", "name": "공무원", "seats": 200, "is_official": True},
    ],
}


def post(client: httpx.Client, path: str, key: str, body: Mapping[str, Any] = {}) -> httpx.Response:
    return client.post(path, json=dict(body), headers={"Idempotency-Key": f"town-halls-{key}"})


def plan(client: httpx.Client, key: str, **changes: Any) -> str:
    answer = post(client, "/v1/town-halls", key, {**PLAN, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_event_card_tells_when_where_and_how_many(system: Running) -> None:
    """ENG-02, ENG-03: 14:30 to 16:30 is 120 minutes; 100 + 100 + 400 + 200 = 800 seats."""
    operator = system.open("operator")
    held = plan(operator, "card")
    found = operator.get(f"/v1/town-halls/{held}").json()["data"]
    assert (found["starts_at"], found["minutes"], found["seats"]) == ("2024-05-23T14:30:00+09:00", 120, 800)
    assert (found["place"], found["budget_won"], found["state"]["code"]) == (PLAN["place"], 50_000_000, "PLANNED")


def test_an_election_keeps_the_mayor_from_hosting(system: Running) -> None:
    """ENG-01, CAL-10: 2024-04-10 is an election; from 2024-02-10 to that day nothing is held without a ground."""
    answer = post(
        system.open("operator"), "/v1/town-halls", "blackout", {**PLAN, "starts_at": "2024-03-20T14:00:00+09:00"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "ELECTION_BLACKOUT")
