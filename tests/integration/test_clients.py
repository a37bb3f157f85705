"""Systems that use the API: registered by an administrator, let in by a secret, out at once when they are revoked."""

import base64
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import httpx
import pytest
import pytest_asyncio

from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal, TokenRefused
from gateway.clients import REMEMBERED_S, Clients
from gateway.gate import Gate
from tests.integration.brokers import Broker
from tests.integration.databases import Database
from tests.integration.gates import build_around
from tests.making import make_gateway_settings

ADMINISTRATOR = Principal("administrator", Role.ADMINISTRATOR, None, "시스템 관리자")
NOBODY = uuid.UUID(int=1)
REGISTRATION: dict[str, object] = {"label": "성과관리 시스템", "role": "EXECUTIVE", "department": None}


@dataclass(frozen=True, slots=True)
class Desk:
    """A gateway, and an administrator at it."""

    gate: Gate
    api: httpx.AsyncClient
    pool: asyncpg.Pool

    async def register(self, **changes: object) -> str:
        answer = await self.api.post("/v1/clients", json=REGISTRATION | changes, headers=new_key())
        assert answer.status_code == 201, answer.text
        return str(answer.json()["data"]["id"])

    async def make_secret(self, client: str) -> dict[str, str]:
        answer = await self.api.post(f"/v1/clients/{client}/secrets", headers=new_key())
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def sign_in(self, client: str, secret: str, **headers: str) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        return await self.api.post("/v1/token", data=form, headers=headers)

    async def read_clock(self, token: str) -> httpx.Response:
        return await self.api.get("/v1/clock", headers={"Authorization": f"Bearer {token}"})


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@pytest_asyncio.fixture
async def desk(views_database: Database, still_broker: Broker) -> AsyncIterator[Desk]:
    url = views_database.as_role("hwanryu_gateway")
    async with (
        open_gate(make_gateway_settings(views_database.admin_url, still_broker.url)) as gate,
        asyncpg.create_pool(url, min_size=1, max_size=2) as pool,
        open_api(gate, ADMINISTRATOR) as api,
    ):
        yield Desk(gate, api, pool)


def open_api(gate: Gate, principal: Principal) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_around(gate), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {gate.tokens.sign(principal)}"}
    return httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers, trust_env=False)


async def test_a_secret_opens_for_ten_minutes(desk: Desk) -> None:
    """RFC 6749 4.4: the form's own way; the token holds the role that was registered."""
    client = await desk.register(role="AUDITOR")
    secret = await desk.make_secret(client)
    answer = await desk.sign_in(client, secret["client_secret"])
    assert answer.status_code == 200
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 600)
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()["access_token"]
    assert (await desk.read_clock(token)).status_code == 200
    listed = await desk.api.get("/v1/clients", headers={"Authorization": f"Bearer {token}"})
    assert listed.status_code == 200
    made = await desk.api.post("/v1/clients", json=REGISTRATION, headers={"Authorization": f"Bearer {token}"})
    assert made.status_code == 403
    holder = desk.gate.tokens.read(token)
    assert (holder.user, holder.role) == (f"client:{client}", Role.AUDITOR)


async def test_a_secret_may_come_in_the_header(desk: Desk) -> None:
    """RFC 6749 2.3.1: client_secret_basic; a secret in both places is refused."""
    client = await desk.register()
    secret = (await desk.make_secret(client))["client_secret"]
    basic = {"Authorization": "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()}
    answer = await desk.api.post("/v1/token", data={"grant_type": "client_credentials"}, headers=basic)
    assert answer.status_code == 200
    both = await desk.sign_in(client, secret, **basic)
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ("grant_type=password", 400, "unsupported_grant_type"),
        ("", 400, "unsupported_grant_type"),
        ("grant_type=client_credentials", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=x&client_secret=y", 401, "invalid_client"),
        (f"grant_type=client_credentials&client_id={uuid.UUID(int=1)}&client_secret=y", 401, "invalid_client"),
        (
            f"grant_type=client_credentials&client_id={uuid.UUID(int=1)}&client_secret=%00%ED%A0%80",
            401,
            "invalid_client",
        ),
        ("grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
        ("&".join(f"a{n}=1" for n in range(30)), 400, "invalid_request"),
    ],
)
async def test_other_forms_are_refused_by_their_name(desk: Desk, form: str, status: int, error: str) -> None:
    """RFC 6749 5.2, within a problem."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await desk.api.post("/v1/token", content=form, headers=headers)
    assert answer.headers.get("WWW-Authenticate") == ("Basic" if status == 401 else None)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_two_secrets_live_and_each_is_told_once(desk: Desk) -> None:
    """api.md, Clients: two live secrets; one replaces the other."""
    client = await desk.register()
    first, second = [await desk.make_secret(client) for _ in range(2)]
    third = await desk.api.post(f"/v1/clients/{client}/secrets", headers=new_key())
    assert (third.status_code, third.json()["code"]) == (409, "SECRETS_FULL")
    told = (await desk.api.get(f"/v1/clients/{client}")).text
    assert first["client_secret"] not in told
    assert [each["id"] for each in (await desk.api.get(f"/v1/clients/{client}")).json()["data"]["secrets"]] == [
        first["id"],
        second["id"],
    ]
    stored = await desk.pool.fetch("SELECT secret_hash FROM client_secrets")
    assert not any(first["client_secret"].encode() in row["secret_hash"] for row in stored)
    for secret in (first, second):
        assert (await desk.sign_in(client, secret["client_secret"])).status_code == 200


async def test_the_same_registration_twice_is_one(desk: Desk) -> None:
    key = new_key()
    answers = [await desk.api.post("/v1/clients", json=REGISTRATION, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = await desk.api.post("/v1/clients", json=REGISTRATION | {"role": "AUDITOR"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    client = answers[0].json()["data"]["id"]
    secrets = [await desk.api.post(f"/v1/clients/{client}/secrets", headers=key) for _ in range(2)]
    assert [each.status_code for each in secrets] == [201, 409]


async def test_what_cannot_be_tried_out_refuses_to_be(desk: Desk) -> None:
    """No command of a service: `dry_run` would register and revoke, so it is refused like any unknown parameter."""
    tried = await desk.api.post("/v1/clients?dry_run=true", json=REGISTRATION, headers=new_key())
    client = await desk.register()
    revoked = await desk.api.post(f"/v1/clients/{client}/revoke?dry_run=true", headers=new_key())
    assert [each.status_code for each in (tried, revoked)] == [400, 400]
    assert len((await desk.api.get("/v1/clients")).json()["data"]) == 1
    assert (await desk.api.get(f"/v1/clients/{client}")).json()["data"]["revoked_at"] is None


@pytest.mark.parametrize("role", ["ADMINISTRATOR", "SYSTEM", "EMPEROR", 1, None])
async def test_no_client_administers(desk: Desk, role: object) -> None:
    answer = await desk.api.post("/v1/clients", json=REGISTRATION | {"role": role}, headers=new_key())
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")


async def test_a_client_of_no_department_is_refused(desk: Desk) -> None:
    answer = await desk.api.post("/v1/clients", json=REGISTRATION | {"department": "nowhere"}, headers=new_key())
    assert (answer.status_code, answer.json()["code"]) == (422, "UNKNOWN_DEPARTMENT")


async def test_an_officers_system_has_a_department(desk: Desk) -> None:
    """It speaks for one: without it, it could do nothing (decided.md, Rights)."""
    for body in (REGISTRATION | {"role": "OFFICER"}, {"label": "성과관리 시스템", "role": "OFFICER"}):
        answer = await desk.api.post("/v1/clients", json=body, headers=new_key())
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/body/department")
    assert (await desk.api.get("/v1/clients")).json()["data"] == []


async def test_a_removed_secret_stops_its_tokens_and_no_other(desk: Desk) -> None:
    client = await desk.register()
    secrets = [await desk.make_secret(client) for _ in range(2)]
    tokens = [(await desk.sign_in(client, each["client_secret"])).json()["access_token"] for each in secrets]
    assert [(await desk.read_clock(token)).status_code for token in tokens] == [200, 200]
    removed = await desk.api.delete(f"/v1/clients/{client}/secrets/{secrets[0]['id']}")
    assert removed.status_code == 204
    assert [(await desk.read_clock(token)).status_code for token in tokens] == [401, 200]
    assert (await desk.sign_in(client, secrets[0]["client_secret"])).status_code == 401
    assert (await desk.api.delete(f"/v1/clients/{client}/secrets/{secrets[0]['id']}")).status_code == 404


async def test_a_revoked_client_stops_at_once_here_and_within_a_moment_elsewhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another gateway remembers a client for REMEMBERED_S, which is less than a minute."""
    assert REMEMBERED_S <= 60
    client = await desk.register()
    token = (await desk.sign_in(client, (await desk.make_secret(client))["client_secret"])).json()["access_token"]
    other = Clients(desk.pool)
    holder = desk.gate.tokens.read(token)
    assert (await other.recheck(holder))[0] == holder
    for _ in range(2):
        assert (await desk.api.post(f"/v1/clients/{client}/revoke")).status_code == 200
    assert (await desk.read_clock(token)).status_code == 401
    await other.recheck(holder)
    monkeypatch.setattr("gateway.clients.REMEMBERED_S", -1.0)
    with pytest.raises(TokenRefused):
        await other.recheck(holder)
    refused = await desk.api.post(f"/v1/clients/{client}/secrets", headers=new_key())
    assert (refused.status_code, refused.json()["code"]) == (409, "WRONG_STATE")


async def test_an_expiry_is_told_a_month_before(desk: Desk) -> None:
    """With every answer to the client, and in the list; after it nothing is let in."""
    client = await desk.register()
    secret = await desk.make_secret(client)
    token = (await desk.sign_in(client, secret["client_secret"])).json()["access_token"]
    assert "Client-Secret-Expires" not in (await desk.read_clock(token)).headers
    await let_pass(desk, timedelta(days=336))
    fresh = (await desk.sign_in(client, secret["client_secret"])).json()["access_token"]
    answer = await desk.read_clock(fresh)
    assert answer.status_code == 200
    assert answer.headers["Client-Secret-Expires"].endswith("+09:00")
    (told,) = (await desk.api.get("/v1/clients")).json()["data"][0]["secrets"]
    assert told["expires_soon"] is True
    await let_pass(desk, timedelta(days=30))
    assert (await desk.sign_in(client, secret["client_secret"])).status_code == 401
    assert (await desk.read_clock(fresh)).status_code == 401


async def let_pass(desk: Desk, time: timedelta) -> None:
    """Make what was written older, and let the gateway forget what it remembers."""
    await desk.pool.execute("UPDATE client_secrets SET expires_at = expires_at - $1::interval", time)
    desk.gate.registered._remembered.clear()


async def test_a_client_has_the_rate_it_was_registered_with(desk: Desk) -> None:
    client = await desk.register(rate_per_minute=3)
    token = (await desk.sign_in(client, (await desk.make_secret(client))["client_secret"])).json()["access_token"]
    answers = [await desk.read_clock(token) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each.headers["RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0"]


async def test_clients_are_listed_in_pages(desk: Desk) -> None:
    made = {await desk.register(label=f"시스템 {n}") for n in range(5)}
    listed: list[str] = []
    address = "/v1/clients?limit=2"
    while address:
        page = (await desk.api.get(address)).json()
        listed += [each["id"] for each in page["data"]]
        address = page["links"]["next"]
    assert listed == sorted(made)
