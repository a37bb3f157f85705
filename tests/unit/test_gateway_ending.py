"""A request that ends without an answer is told so, by a problem: the gateway stops, or something below breaks."""

import asyncio
import json

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.deadline import Deadline
from gateway.ending import Ending
from gateway.problems import explain_end, explain_late


def make_scope(method: str) -> Scope:
    return {"type": "http", "method": method, "path": "/v1/directives", "headers": [], "query_string": b""}


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


class Sent:
    """What the asker gets."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def take(self, message: Message) -> None:
        self.messages.append(message)

    def read(self) -> tuple[int, str, bool]:
        """Return status, code and whether it may be sent again."""
        start, body = self.messages
        assert dict(start["headers"])[b"content-type"] == b"application/problem+json"
        problem = json.loads(body["body"])
        return start["status"], problem["code"], problem["retryable"]


async def hang(_: Scope, __: Receive, ___: Send) -> None:
    await asyncio.Event().wait()


def bound(app: ASGIApp) -> ASGIApp:
    return Deadline(app, explain=explain_late, unbounded=frozenset())


@pytest.mark.parametrize("app", [hang, bound(hang)])
@pytest.mark.parametrize(("method", "told"), [("GET", (503, "BUSY", True)), ("POST", (504, "OUTCOME_UNKNOWN", True))])
async def test_who_is_cut_off_by_a_stop_may_ask_again(app: ASGIApp, method: str, told: tuple[int, str, bool]) -> None:
    """The server cancels what still runs at the end of its patience; it stays cancelled."""
    sent = Sent()
    task = asyncio.create_task(Ending(app, explain=explain_end)(make_scope(method), receive, sent.take))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sent.read() == told


async def test_what_a_request_waited_for_was_cancelled_not_the_request() -> None:
    async def wait_for_a_lost_answer(_: Scope, __: Receive, ___: Send) -> None:
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lost.cancel()
        await lost

    sent = Sent()
    await Ending(wait_for_a_lost_answer, explain=explain_end)(make_scope("GET"), receive, sent.take)
    assert sent.read() == (503, "BUSY", True)


async def test_a_bug_of_any_layer_is_a_problem() -> None:
    async def break_down(_: Scope, __: Receive, ___: Send) -> None:
        raise ZeroDivisionError

    sent = Sent()
    await Ending(break_down, explain=explain_end)(make_scope("POST"), receive, sent.take)
    assert sent.read() == (500, "BUG", False)


@pytest.mark.parametrize("error", [ZeroDivisionError, asyncio.CancelledError])
async def test_an_answer_that_was_begun_stays_the_only_one(error: type[BaseException]) -> None:
    async def answer_and_break(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("done")(scope, receive, send)
        raise error

    sent = Sent()
    with pytest.raises(error):
        await Ending(answer_and_break, explain=explain_end)(make_scope("GET"), receive, sent.take)
    assert [message["type"] for message in sent.messages] == ["http.response.start", "http.response.body"]
