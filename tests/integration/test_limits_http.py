"""Limits over real HTTP: the rate of each principal and address, the size of a body, a text and a page."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from contracts.values import Role
from gateway.app import BODY_BYTES, open_gate
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.limits import KEPT, Limits, Windows, name_address
from infra.local.ports import LOOPBACK
from tests.integration.brokers import Broker
from tests.integration.connecting import calling, listening
from tests.integration.databases import Database
from tests.integration.gates import build_around
from tests.making import make_gateway_settings

RATE = 30
MAYOR = Principal("mayor", Role.MAYOR, None, "시장")
OPERATOR = Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자")


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway on a port."""

    gate: Gate
    port: int

    def open(self, principal: Principal | None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.gate.tokens.sign(principal)}"} if principal else {}
        return httpx.AsyncClient(
            base_url=f"http://{LOOPBACK}:{self.port}", headers=headers, trust_env=False, timeout=15
        )


@pytest_asyncio.fixture
async def served(views_database: Database, still_broker: Broker) -> AsyncIterator[Served]:
    async with (
        open_gate(make_gateway_settings(views_database.admin_url, still_broker.url)) as gate,
        listening(build_around(gate, RATE)) as port,
    ):
        yield Served(gate, port)


async def test_each_principal_has_its_own_rate_and_is_told_where_it_stands(served: Served) -> None:
    """decided.md, Limits: N requests a minute; the next is 429 with Retry-After, another principal goes on."""
    async with served.open(OPERATOR) as operator, served.open(MAYOR) as mayor:
        answers = [await operator.get("/v1/clock") for _ in range(RATE + 2)]
        assert [each.status_code for each in answers] == [200] * RATE + [429] * 2
        assert [int(each.headers["RateLimit-Remaining"]) for each in answers] == [*range(RATE - 1, -1, -1), 0, 0]
        assert {each.headers["RateLimit-Limit"] for each in answers} == {str(RATE)}
        refused = answers[-1]
        assert (refused.json()["code"], refused.json()["retryable"]) == ("TOO_MANY_REQUESTS", True)
        assert 1 <= int(refused.headers["Retry-After"]) == int(refused.headers["RateLimit-Reset"]) <= 60
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert (await mayor.get("/v1/clock")).status_code == 200


async def test_refusals_count_as_well(served: Served) -> None:
    """403 and 400 of a principal; 401 and 404 of an address."""
    async with served.open(MAYOR) as mayor, served.open(None) as nobody:
        for path in ("/v1/clients", "/v1/directives?x=1") * (RATE // 2):
            assert (await mayor.get(path)).status_code in {400, 403}
        assert (await mayor.get("/v1/clock")).status_code == 429
        for path in ("/v1/clock", "/v1/no/such") * (RATE // 2):
            assert (await nobody.get(path)).status_code in {401, 404}
        assert (await nobody.get("/v1/problems")).status_code == 429
        page = await nobody.get("/login")
        assert (page.status_code, page.headers["Content-Type"]) == (429, "text/html; charset=utf-8")
        assert "Retry-After" in page.headers


async def test_tries_to_sign_in_have_a_tenth(served: Served) -> None:
    """Of each address, whatever the login; other requests of the address go on."""
    async with served.open(None) as nobody:
        guesses = [{"user": f"user {n}", "password": "guess"} for n in range(RATE // 10 + 1)]
        tried = [(await nobody.post("/v1/token", json=guess)).status_code for guess in guesses]
        assert tried == [401] * (RATE // 10) + [429]
        assert (await nobody.get("/v1/problems")).status_code == 200


async def test_event_streams_and_files_of_the_console_do_not_count(served: Served) -> None:
    await served.gate.accounts.put(OPERATOR, "any")
    session = await served.gate.sessions.open(OPERATOR)
    async with served.open(None) as browser:
        browser.cookies.set("hwanryu_session", session.token)
        for _ in range(RATE + 5):
            async with browser.stream("GET", "/live?view=directive_board") as stream:
                assert stream.status_code == 200
            assert (await browser.get("/static/icon.svg")).status_code == 200
        assert (await browser.get("/org")).headers["RateLimit-Remaining"] == str(RATE - 1)


async def test_a_body_of_more_than_a_mebibyte_is_refused(served: Served) -> None:
    """decided.md, Limits: with its length told or not; nothing of it reaches the command."""
    key = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": "application/json"}
    big = b'{"kind":"SIMPLE","text":"' + b"x" * BODY_BYTES + b'"}'

    async def dribble() -> AsyncIterator[bytes]:
        for start in range(0, len(big), 65_536):
            yield big[start : start + 65_536]

    async with served.open(MAYOR) as mayor:
        for content in (big, dribble()):
            answer = await mayor.post("/v1/directives", content=content, headers=key)
            assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize(("text", "code"), [("가" * 4_001, "BAD_SHAPE"), ("", "BAD_SHAPE"), ("\\u0000", "BAD_SHAPE")])
async def test_a_text_has_1_to_4000_characters(served: Served, text: str, code: str) -> None:
    async with served.open(MAYOR) as mayor:
        body = f'{{"kind":"SIMPLE","text":"{text}"}}'.encode()
        headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
        answer = await mayor.post("/v1/directives", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/body/text"
    assert any("가" <= char <= "힣" for char in error["message"])


@pytest.mark.parametrize(("limit", "status"), [("0", 400), ("201", 400), ("1", 200), ("200", 200), ("x", 400)])
async def test_a_page_has_at_most_200_rows(served: Served, limit: str, status: int) -> None:
    async with served.open(MAYOR) as mayor:
        assert (await mayor.get(f"/v1/directives?limit={limit}")).status_code == status


async def test_a_method_that_an_address_does_not_take_is_told(served: Served) -> None:
    """405 with Allow, also where another route takes every address."""
    async with served.open(MAYOR) as mayor:
        answer = await mayor.delete("/v1/clock")
        assert (answer.status_code, answer.json()["code"], answer.headers["Allow"]) == (
            405,
            "METHOD_NOT_ALLOWED",
            "GET, POST",
        )
        assert (await mayor.put("/v1/no/such")).status_code == 404


async def test_a_stranger_is_refused_before_the_body_is_read(served: Served) -> None:
    """The answer comes although not a byte of the body was sent."""
    async with calling(served.port) as caller:
        caller.send(b"POST /v1/directives HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n")
        assert (await caller.hear_answer()).startswith(b"HTTP/1.1 401")


async def test_a_window_ends_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("gateway.limits.read_monotonic_s", lambda: now)
    limits = Limits(2)
    assert [(await limits.count("one")).is_over for _ in range(3)] == [False, False, True]
    now += 59
    assert (await limits.count("one")).is_over
    now += 1
    assert not (await limits.count("one")).is_over
    windows = Windows()
    await asyncio.gather(*(windows.incr(str(n), 60) for n in range(KEPT + 10)))
    assert (await windows.get("0"), await windows.get(str(KEPT + 9))) == (0, 1)


def test_an_ipv6_network_counts_as_one() -> None:
    """A subscriber has 2^64 addresses."""
    assert name_address("2001:db8::1") == name_address("2001:db8::ffff:1") != name_address("2001:db8:0:1::1")
    assert name_address("192.0.2.1") != name_address("192.0.2.2")
