"""The voters of both sides: `python -m tests.bench.ballot_load` takes a plan as JSON, prints its ledger as JSON.

Each body is posted once, under a key of its own, on kept connections with one request at a time on each.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final, cast

import uvloop

from infra.clock import make_id, read_monotonic_s
from infra.local.ports import LOOPBACK

ANSWER_S: Final = 60.0
"""How long the whole burst may take."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to post, and where."""

    port: int
    path: str
    connections: int
    bodies: list[str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What came of it; moments are of the machine's monotonic clock, which all processes share."""

    started_s: float
    ended_s: float
    p99_ms: float
    answers: int
    receipts: int
    """Different ones."""


class Connection(asyncio.Protocol):
    """One kept connection: posts the next body as soon as it has been answered."""

    def __init__(self, plan: Plan, bodies: Iterator[str]) -> None:
        self._head = (
            f"POST {plan.path} HTTP/1.1\r\nHost: {LOOPBACK}:{plan.port}\r\nContent-Type: application/json\r\n"
            "Idempotency-Key: "
        ).encode()
        self._bodies = bodies
        self._run = make_id().hex
        self._received = b""
        self._asked_s = 0.0
        self.taken_s: list[float] = []
        self.receipts: list[str] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Post for the first time."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's derives from none
        self._post()

    def data_received(self, data: bytes) -> None:
        """Post again once the answer is whole."""
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or len(rest) < _find_length(head):
            return
        if not head.startswith(b"HTTP/1.1 201 "):
            self._fail(self._received.decode())
            return
        self._received = b""
        self.taken_s.append(read_monotonic_s() - self._asked_s)
        self.receipts.append(json.loads(rest)["receipt"])
        self._post()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell a connection that was lost before its time."""
        self._fail(f"connection lost: {exc!r}")

    def _post(self) -> None:
        body = next(self._bodies, None)
        if body is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        raw = body.encode()
        self._asked_s = read_monotonic_s()
        key = f"{self._run}-{len(self.taken_s)}\r\nContent-Length: {len(raw)}\r\n\r\n"
        self._transport.write(self._head + key.encode() + raw)

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(AssertionError(why))


def _find_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise AssertionError("an answer without length")


async def vote(plan: Plan) -> Ledger:
    """Return what came of a burst."""
    loop, bodies = asyncio.get_running_loop(), iter(plan.bodies)
    started = read_monotonic_s()
    connections = [Connection(plan, bodies) for _ in range(plan.connections)]
    for connection in connections:
        await loop.create_connection(partial(_give, connection), LOOPBACK, plan.port)
    async with asyncio.timeout(ANSWER_S):
        await asyncio.gather(*(connection.done for connection in connections))
    ended = read_monotonic_s()
    taken = sorted(each for connection in connections for each in connection.taken_s)
    receipts = {each for connection in connections for each in connection.receipts}
    return Ledger(started, ended, taken[len(taken) * 99 // 100] * 1_000, len(taken), len(receipts))


def _give(connection: Connection) -> Connection:
    return connection


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(vote(Plan(**json.load(sys.stdin)))))))
