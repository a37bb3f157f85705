"""Slow, endless and idle connections are cut, and keep nobody else waiting; raw sockets against a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from gateway.deadline import Deadline
from infra import connections
from infra.clock import read_monotonic_s
from infra.connections import HEADER_BYTES, HEADERS, raise_file_limit
from infra.local.ports import LOOPBACK
from tests.integration.connecting import calling, listening

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
SHORT_S = 0.4


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body of a POST and answer; refuse one to /refused unread."""
    request = Request(scope, receive)
    if request.method == "POST" and request.url.path != "/refused":
        await request.body()
    await PlainTextResponse("done", 401 if request.url.path == "/refused" else 200)(scope, receive, send)


def explain(_: Request, is_read: bool) -> Response:
    return PlainTextResponse("late", 504 if is_read else 408, {"Connection": "close"})


@pytest_asyncio.fixture
async def port() -> AsyncIterator[int]:
    async with listening(Deadline(answer, explain=explain, unbounded=frozenset(), seconds=3.0)) as port:
        yield port


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEADERS_S", "LINGER_S", "IDLE_S"):
        monkeypatch.setattr(connections, name, SHORT_S)


async def trickle(send: Callable[[bytes], None], byte: bytes, until: asyncio.Task[bytes]) -> bytes:
    """Send a byte again and again until the other side has ended; return what it said."""
    while not until.done():
        send(byte)
        await asyncio.wait({until}, timeout=0.05)
    return until.result()


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("first", "byte", "told"),
    [
        (b"", b"", b""),
        (b"\r\n", b"\r\n", b""),
        (b"GET / HT", b"", b"HTTP/1.1 408"),
        (GET, b"x: y\r\n", b"HTTP/1.1 408"),
        (GET + b"x: ", b"y", b"HTTP/1.1 408"),
    ],
    ids=["nothing", "empty lines", "a line that stops", "endless headers", "an endless header"],
)
async def test_headers_that_do_not_end_in_time_are_cut(port: int, first: bytes, byte: bytes, told: bytes) -> None:
    """Trickling does not buy time: it counts from the connection."""
    began = read_monotonic_s()
    async with calling(port) as caller:
        caller.send(first)
        said = await trickle(caller.send, byte, asyncio.create_task(caller.hear()))
    assert said.startswith(told)
    assert read_monotonic_s() - began < SHORT_S + 2


@pytest.mark.usefixtures("short")
async def test_the_next_request_of_a_connection_has_the_same_time(port: int) -> None:
    async with calling(port) as caller:
        for _ in range(3):
            caller.send(GET + b"\r\n")
            assert (await caller.hear_answer()).startswith(b"HTTP/1.1 200")
            assert await caller.reader.readexactly(4) == b"done"
        caller.send(GET)
        said = await trickle(caller.send, b"x: y\r\n", asyncio.create_task(caller.hear()))
    assert said.startswith(b"HTTP/1.1 408")


@pytest.mark.usefixtures("short")
async def test_empty_lines_after_an_answer_hold_no_connection(port: int) -> None:
    async with calling(port) as caller:
        caller.send(GET + b"\r\n")
        await caller.hear_answer()
        await trickle(caller.send, b"\r\n", asyncio.create_task(caller.hear()))


@pytest.mark.usefixtures("short")
async def test_an_idle_connection_is_ended(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A complete request whose answer came early idles like any other."""
    monkeypatch.setattr(connections, "LINGER_S", 5.0)
    async with calling(port) as caller:
        caller.send(POST.replace(b"POST /", b"POST /refused"))
        assert (await caller.hear_answer()).startswith(b"HTTP/1.1 401")
        caller.send(b"x" * 1000)
        began = read_monotonic_s()
        await caller.hear()
    assert read_monotonic_s() - began < SHORT_S + 2


@pytest.mark.usefixtures("short")
async def test_a_body_after_its_answer_is_not_read_for_long(port: int) -> None:
    async with calling(port) as caller:
        caller.send(POST.replace(b"POST /", b"POST /refused").replace(b"1000", b"100000000"))
        assert (await caller.hear_answer()).startswith(b"HTTP/1.1 401")
        await trickle(caller.send, b"x" * 100, asyncio.create_task(caller.hear()))


async def test_a_body_that_trickles_is_answered_408_and_the_connection_ends(port: int) -> None:
    async with calling(port) as caller:
        caller.send(POST)
        said = await trickle(caller.send, b"x", asyncio.create_task(caller.hear()))
    assert said.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in said.lower()


@pytest.mark.parametrize(
    "head",
    [
        GET + b"x: " + b"y" * HEADER_BYTES + b"\r\n\r\n",
        GET + b"x: " + b"y" * HEADER_BYTES,
        b"GET /" + b"y" * HEADER_BYTES + b" HTTP/1.1\r\n\r\n",
        GET + b"x: y\r\n" * HEADERS + b"\r\n",
    ],
    ids=["a long header", "a long header without end", "a long address", "many headers"],
)
async def test_headers_are_limited(port: int, head: bytes) -> None:
    async with calling(port) as caller:
        caller.send(head)
        assert (await caller.hear()).startswith(b"HTTP/1.1 431")


async def test_headers_below_the_limits_pass(port: int) -> None:
    async with calling(port) as caller:
        caller.send(GET + b"x: y\r\n" * (HEADERS - 1) + b"\r\n")
        assert (await caller.hear_answer()).startswith(b"HTTP/1.1 200")
        caller.send(GET + b"x: " + b"y" * (HEADER_BYTES - 200) + b"\r\n\r\n")
        await caller.reader.readexactly(4)
        assert (await caller.hear_answer()).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("junk", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"\x00" * 100, b"GET / HTTP/9.9\r\n\r\n"])
async def test_junk_is_refused(port: int, junk: bytes) -> None:
    async with calling(port) as caller:
        caller.send(junk)
        assert (await caller.hear()).startswith(b"HTTP/1.1 400")


async def test_two_thousand_slow_connections_keep_nobody_waiting(port: int) -> None:
    """Half stop in their headers, half in their bodies; others are answered meanwhile, and all are cut."""
    raise_file_limit()
    async with AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(calling(port)) for _ in range(2_000)]
        for number, caller in enumerate(slow):
            caller.send(GET if number % 2 else POST)
        async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", trust_env=False, timeout=5) as client:
            times = []
            for _ in range(20):
                began = read_monotonic_s()
                assert (await client.get("/")).status_code == 200
                times.append(read_monotonic_s() - began)
        assert sorted(times)[10] < 0.5
        said = await asyncio.gather(*(caller.hear() for caller in slow))
    assert {text[:12] for text in said} == {b"HTTP/1.1 408"}
