"""A request's deadline: an answer comes in time whoever is late, and a late application cannot speak any more."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway.deadline import Deadline
from gateway.problems import explain_late

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/v1/directives", "headers": [], "query_string": b""}


async def read_body(scope: Scope, receive: Receive, send: Send) -> None:
    await Request(scope, receive).body()
    await Response("done")(scope, receive, send)


async def hang(_: Scope, __: Receive, ___: Send) -> None:
    """Hang like a store that has fallen silent: not even being cancelled ends it."""
    for _ignored in range(2):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            continue


async def stall() -> Message:
    await asyncio.Event().wait()
    raise AssertionError("nothing comes")


async def call(deadline: Deadline, scope: Scope, receive: Receive = stall) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async with asyncio.timeout(5):
        await deadline(scope, receive, send)
    return sent


def bound(app: object, seconds: float = 0.05) -> Deadline:
    return Deadline(app, explain=explain_late, unbounded=frozenset({"/live"}), seconds=seconds)  # type: ignore[arg-type]  # any of the above


@pytest.mark.parametrize(
    ("app", "status", "code"), [(hang, 504, b"OUTCOME_UNKNOWN"), (read_body, 408, b"BODY_TOO_SLOW")]
)
async def test_a_late_request_is_answered(app: object, status: int, code: bytes) -> None:
    """decided.md, Limits: request 10 s; what waits for its body has done nothing; the connection is not used again."""
    start, body = await call(bound(app), SCOPE)
    assert start["status"] == status
    assert (b"connection", b"close") in start["headers"]
    assert code in body["body"]


async def test_a_body_that_trickles_is_late_and_one_that_came_is_not() -> None:
    async def trickle() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def give() -> Message:
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def read_and_hang(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await hang(scope, receive, send)

    assert (await call(bound(read_body), SCOPE, trickle))[0]["status"] == 408
    assert (await call(bound(read_and_hang), SCOPE, give))[0]["status"] == 504


async def test_a_late_read_has_expired() -> None:
    _, body = await call(bound(hang), {**SCOPE, "method": "GET"})
    assert b"EXPIRED" in body["body"]


async def test_what_is_in_time_passes() -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(bound(read_body, 5)), base_url="http://gateway", trust_env=False
    ) as client:
        assert (await client.post("/v1/directives", content=b"x")).text == "done"


async def test_a_stream_of_events_has_no_deadline() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await call(bound(read_body), {**SCOPE, "path": "/live"})


async def test_an_error_passes() -> None:
    async def fail(_: Scope, __: Receive, ___: Send) -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        await call(bound(fail, 5), SCOPE)
