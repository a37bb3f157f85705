"""Town halls that are held on the day of the sample: planned and announced in time, as late entries tell."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from tests.e2e import asking

SEGMENTS: Final[Sequence[Mapping[str, Any]]] = (
    {"code": "pupils", "name": "초등학생", "seats": 2, "is_child": True},
    {"code": "citizens", "name": "일반 시민", "seats": 2},
    {"code": "officials", "name": "공무원", "seats": 2, "is_official": True},
)
LATE: Final = {"ground": "종이 대장에서 옮김"}
PLANNED: Final = {**LATE, "effective_at": "2024-01-03T09:00:00+09:00"}
ANNOUNCED: Final = {**LATE, "effective_at": "2024-01-04T09:00:00+09:00"}


def send(
    client: httpx.Client, path: str, key: str, body: Mapping[str, Any] = {}, query: Mapping[str, str] = {}
) -> httpx.Response:
    """Send one command under a key."""
    return client.post(path, json=dict(body), params=dict(query), headers={"Idempotency-Key": key})


def make(client: httpx.Client, path: str, key: str, body: Mapping[str, Any], query: Mapping[str, str] = {}) -> Any:
    """Return what a command that must be stored answers."""
    answer = send(client, path, key, body, query)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def plan_town_hall(operator: httpx.Client, key: str, **changes: Any) -> str:
    """Return a session of 2024-01-25 that people can register for."""
    body = {
        "name": f"타운홀 {key}",
        "starts_at": "2024-01-25T14:30:00+09:00",
        "minutes": 120,
        "place": "건양대학교 콘서트홀",
        "budget_won": 50_000_000,
        "segments": SEGMENTS,
        **changes,
    }
    town_hall = str(make(operator, "/v1/town-halls", f"{key}-plan", body, PLANNED)["id"])
    make(operator, f"/v1/town-halls/{town_hall}/announce", f"{key}-announce", {}, ANNOUNCED)
    make(operator, f"/v1/town-halls/{town_hall}/open-registration", f"{key}-registration", {})
    return town_hall


def open_doors(operator: httpx.Client, town_hall: str) -> None:
    """Let people in."""
    make(operator, f"/v1/town-halls/{town_hall}/open-doors", f"{town_hall}-doors", {})


def register(operator: httpx.Client, town_hall: str, key: str, segment: str = "citizens", **changes: Any) -> Any:
    """Return what registering somebody answers: `id`, `state`, `ticket`, `code`, `place`."""
    body = {"segment": segment, **changes}
    return make(operator, f"/v1/town-halls/{town_hall}/participants", f"{town_hall}-{key}", body)


def check_in(operator: httpx.Client, town_hall: str, held: Mapping[str, Any]) -> httpx.Response:
    """Let somebody in with a ticket."""
    path = f"/v1/town-halls/{town_hall}/check-in"
    return send(operator, path, f"{held['id']}-{held['generation']}-in", {"ticket": held["ticket"]})


def read(client: httpx.Client, path: str, told: Mapping[str, Any] = {}) -> Any:
    """Return what a read answers once it reflects what an earlier answer tells."""
    return asking.read(client, path, dict(told) or None)["data"]
