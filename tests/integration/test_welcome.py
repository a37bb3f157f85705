"""The door of a training installation: each of its conditions alone keeps it shut."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.console.visits import COOKIE
from gateway.gate import Gate
from infra.clock import SEOUL
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.gates import build_around
from tests.making import make_gateway_settings

NOW = datetime(2024, 12, 2, 9, tzinfo=SEOUL)
MAYOR = Principal("mayor", Role.MAYOR, None, "시장")
EXECUTIVE = Principal("executive", Role.EXECUTIVE, None, "부시장")
HOME = ("127.0.0.1", 40_000)


@dataclass(frozen=True, slots=True)
class Front:
    """A gateway with accounts, on a manual clock."""

    app: FastAPI
    gate: Gate
    admin_url: str

    async def enter(
        self, user: str = "mayor", *, client: tuple[str, int] = HOME, host: str = "localhost:8080", **headers: str
    ) -> httpx.Response:
        """Take a part."""
        transport = httpx.ASGITransport(self.app, client=client)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}", headers=told) as browser:
            return await browser.post("/welcome", data={"user": user, "next": "/directives"})


@pytest_asyncio.fixture
async def front(views_database: Database, still_broker: Broker) -> AsyncIterator[Front]:
    async with connected(views_database.admin_url) as connection:
        await connection.execute("INSERT INTO views.clock (clock, now, position) VALUES ('business', $1, 1)", NOW)
    async with open_gate(make_gateway_settings(views_database.admin_url, still_broker.url)) as gate:
        await gate.accounts.put(MAYOR, "any", EXECUTIVE)
        app = build_around(gate)
        app.state.training_door = True
        yield Front(app, gate, views_database.admin_url)


async def test_who_sits_at_the_machine_takes_a_part(front: Front) -> None:
    entered = await front.enter(sec_fetch_site="same-origin", origin="http://localhost:8080")
    assert (entered.status_code, entered.headers["location"]) == (303, "/directives")
    session = await front.gate.sessions.find(entered.cookies[COOKIE])
    assert session is not None
    assert session.principal.user == "mayor"


@pytest.mark.parametrize(
    ("user", "asked"),
    [
        ("mayor", {"client": ("10.0.0.5", 40_000)}),
        ("mayor", {"host": "evil.example:8080"}),
        ("mayor", {"host": "localhost.evil.example"}),
        ("mayor", {"X_Forwarded_For": "203.0.113.7"}),
        ("mayor", {"Forwarded": "for=203.0.113.7"}),
        ("mayor", {"Sec_Fetch_Site": "cross-site"}),
        ("mayor", {"Origin": "https://evil.example"}),
        ("executive", {}),
        ("nobody", {}),
        ("", {}),
    ],
)
async def test_nobody_else_comes_in_and_no_other_part_is_given(
    front: Front, user: str, asked: dict[str, object]
) -> None:
    """From elsewhere, by a foreign name, behind a proxy, from a foreign site; an account that is no part."""
    refused = await front.enter(user, **asked)  # type: ignore[arg-type]  # one condition each
    assert (refused.status_code, COOKIE in refused.cookies) == (403, False)


async def test_the_door_is_shut_unless_somebody_opened_it(front: Front) -> None:
    del front.app.state.training_door
    assert (await front.enter()).status_code == 403


async def test_where_real_work_is_done_there_is_no_such_page(front: Front) -> None:
    async with connected(front.admin_url) as connection:
        await connection.execute("DELETE FROM views.clock")
    assert (await front.enter()).status_code == 403
    transport = httpx.ASGITransport(front.app, client=HOME)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        shown = await browser.get("/welcome")
    assert (shown.status_code, shown.headers["location"]) == (303, "/login")
