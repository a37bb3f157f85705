"""The gateway over a real database: odd addresses are refused, a store that is away is told as such, in time."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import httpx
import pytest
import pytest_asyncio
import structlog

from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.console.visits import COOKIE
from gateway.deadline import REQUEST_S
from gateway.gate import Gate
from gateway.queries.directive_board import Filter
from infra.clock import read_monotonic_s
from tests.integration.brokers import Broker
from tests.integration.cutting import Proxy, standing_before
from tests.integration.databases import Database, connected
from tests.integration.gates import build_around
from tests.making import make_gateway_settings

OPERATOR = Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자")


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway, a client with a token and a session, and the way to its database."""

    client: httpx.AsyncClient
    hasty: httpx.AsyncClient
    """Whose requests have 2 s."""
    proxy: Proxy
    admin_url: str


@pytest_asyncio.fixture
async def served(views_database: Database, still_broker: Broker) -> AsyncIterator[Served]:
    async with standing_before(views_database.admin_url) as (proxy, url):
        settings = make_gateway_settings(url, still_broker.url)
        async with open_gate(settings) as gate, opened(gate) as client, opened(gate, 2.0) as hasty:
            yield Served(client, hasty, proxy, views_database.admin_url)
            proxy.cut()  # a pool closes politely, which a silent server never answers


def opened(gate: Gate, request_s: float = REQUEST_S) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_around(gate, request_s=request_s), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {gate.tokens.sign(OPERATOR)}", "Idempotency-Key": "one"}
    return httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers, trust_env=False)


async def open_session(gate: Gate) -> dict[str, str]:
    await gate.accounts.put(OPERATOR, "any")
    return {COOKIE: (await gate.sessions.open(OPERATOR)).token}


def place(sort: str, *values: object) -> str:
    """Return the query of a board in some order, from a place that nobody gave out."""
    filled = [Filter(date(2024, 1, 1), sort=sort).bound, *values]
    return f"sort={sort}&cursor={base64.urlsafe_b64encode(json.dumps(filled).encode()).decode().rstrip('=')}"


ODD = [
    "/v1/directives?q=%00",
    "/v1/directives?lead=%00",
    "/v1/org/departments/%00",
    "/v1/org/departments?as_of=%00",
    f"/v1/directives?{place('number', 10**30, 1)}",
    f"/v1/directives?{place('number', 1, 10**30)}",
    f"/v1/directives?{place('number', 1, float('inf'))}",
    f"/v1/directives?{place('number', float('nan'), 1)}",
    f"/v1/directives?{place('share_due', '2024-01-01', -(10**30))}",
    f"/v1/directives?after={10**30}",
    "/v1/directives?after=directives",
    f"/v1/directives?{place('number', 1)}",
    f"/v1/directives?{place('-number', 1, 1)[:-4]}",
    "/v1/directives?due[lte]=1727740800",
    "/v1/directives?external_ref=no-colon",
    "/v1/directives?state=ISSUED,",
    "/v1/directives/export?limit=1",
    "/v1/org/departments?cursor=W10",
    "/v1/events?after=1",
    "/v1/commands?key=",
    "/v1/commands",
    "/v1/clock?x=1",
    "/v1/status?x=1",
    "/v1/org/departments/any?x=1",
]


async def test_odd_addresses_of_the_api_are_refused(served: Served) -> None:
    """RFC 9457: each a 400 problem; an unknown parameter is one wherever it stands (api.md, Reads)."""
    answers = {path: await served.client.get(path) for path in ODD}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(ODD, 400)
    assert {answer.headers["Content-Type"] for answer in answers.values()} == {"application/problem+json"}


async def test_reads_without_parameters_answer(served: Served) -> None:
    for path in ("/v1/clock", "/v1/status"):
        assert (await served.client.get(path)).status_code == 200


async def test_odd_addresses_of_the_console_are_no_bugs(views_database: Database, still_broker: Broker) -> None:
    """What cannot be stored matches nothing, a foreign cursor is refused."""
    settings = make_gateway_settings(views_database.admin_url, still_broker.url)
    async with open_gate(settings) as gate, opened(gate) as client:
        client.cookies.update(await open_session(gate))
        found = {}
        for asked in (path.partition("?")[2] for path in ODD if path.startswith("/v1/directives?")):
            found[asked] = (await client.get(f"/directives?{asked}")).status_code
        assert {asked: status for asked, status in found.items() if "cursor" in asked} == {
            asked: 400 for asked in found if "cursor" in asked
        }
        assert max(found.values()) == 400


async def test_a_part_of_the_first_page_never_becomes_the_way_in(served: Served) -> None:
    """A refresh whose session has ended says so: the sign-in page would come into the middle of the page."""
    whole = await served.client.get("/")
    assert (whole.status_code, whole.headers["Location"].startswith("/")) == (303, True)
    part = await served.client.get("/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Trigger"]) == (204, "session-ended")


async def test_totals_are_counted_on_request_only(served: Served) -> None:
    """api.md: `total` on request."""
    plain = (await served.client.get("/v1/directives")).json()
    assert (plain["total"], plain["counts"]) == (None, None)
    counted = (await served.client.get("/v1/directives?total=true")).json()
    assert counted["total"] == counted["counts"]["all"] == 0


PATHS = ["/v1/directives", "/v1/clock", "/v1/org/departments"]


async def test_a_database_that_is_away_is_told_as_safe_to_retry(served: Served) -> None:
    """503 with Retry-After, and one line in the log with the trace of the problem."""
    await served.proxy.stop()
    for path in PATHS:
        with structlog.testing.capture_logs() as logged:
            answer = await served.client.get(path)
        assert (answer.status_code, answer.json()["retryable"], answer.headers["Retry-After"]) == (503, True, "1")
        lines = [line for line in logged if line["event"] == "problem"]
        assert [line["trace"] for line in lines] == [answer.json()["trace"]]
    issued = await served.client.post("/v1/directives", json={"text": "지시", "kind": "SIMPLE"})
    assert (issued.status_code, issued.json()["code"]) == (503, "BUSY")
    served.client.cookies[COOKIE] = "x"
    page = await served.client.get("/directives")
    assert page.status_code == 503
    await served.proxy.start()
    for path in PATHS:
        assert (await served.client.get(path)).status_code == 200


async def test_ended_backends_are_no_bugs(served: Served) -> None:
    """What an administrator's restart does to every connection that lies in a pool."""
    for path in PATHS:
        await served.client.get(path)
        async with connected(served.admin_url) as admin:
            await admin.execute(
                """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
        answer = await served.client.get(path)
        assert answer.status_code in {200, 503}


@pytest.mark.parametrize("path", ["/v1/directives", "/v1/clock"])
async def test_a_silent_database_delays_no_answer_beyond_its_deadline(served: Served, path: str) -> None:
    """decided.md, Limits: request 10 s; here 2 s."""
    assert REQUEST_S == 10
    await served.hasty.get(path)
    served.proxy.silent = True
    began = read_monotonic_s()
    answer = await served.hasty.get(path)
    assert answer.status_code in {503, 504}
    assert answer.json()["retryable"] is True
    assert 1 < read_monotonic_s() - began < REQUEST_S
