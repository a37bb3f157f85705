"""The HTTP client of both sides: `python -m tests.bench.load` takes a plan as JSON, prints what it counted as JSON.

It speaks just enough HTTP/1.1 to be no bottleneck: kept connections, one request at a time on each, each post with a
key of its own. Any answer but the expected one ends it.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from typing import cast

import uvloop

from infra.clock import make_id, read_monotonic_s

ANSWER_S = 10.0
"""How long the last answers may take."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask, and how."""

    host: str
    port: int
    seconds: float
    paths: list[str]
    """One connection each."""
    body: str
    """What to post; empty to get."""
    token: str
    """Bearer token, or `name=value` of a cookie."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of it."""

    rate: float
    """Answers a second."""
    p95_ms: float
    """Within how long 95 of 100 answers came, in milliseconds."""


class Connection(asyncio.Protocol):
    """One kept connection: asks as soon as it has been answered."""

    def __init__(self, plan: Plan, path: str, ends: float) -> None:
        body = plan.body.encode()
        whose = f"Cookie: {plan.token}" if "=" in plan.token else f"Authorization: Bearer {plan.token}"
        posted = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        self._head = (
            f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: {plan.host}:{plan.port}\r\n{whose}\r\n"
            f"{posted}Idempotency-Key: "
        ).encode()
        self._body = b"\r\n\r\n" + body
        self._ends = ends
        self._run = make_id().hex
        self._received = b""
        self.taken_s: list[float] = []
        self._asked_s = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's derives from none
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Ask again once the answer is whole."""
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or len(rest) < _find_length(head):
            return
        if not head.startswith(b"HTTP/1.1 200 "):
            self._fail(self._received.decode())
            return
        self._received = b""
        now = read_monotonic_s()
        self.taken_s.append(now - self._asked_s)
        if now < self._ends:
            self._ask()
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell a connection that was lost before its time."""
        self._fail(f"connection lost: {exc!r}")

    def _ask(self) -> None:
        self._asked_s = read_monotonic_s()
        self._transport.write(self._head + f"{self._run}-{len(self.taken_s)}".encode() + self._body)

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(AssertionError(why))


def _find_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise AssertionError("an answer without length")


async def load(plan: Plan) -> Counted:
    """Return what was counted."""
    loop = asyncio.get_running_loop()
    started = read_monotonic_s()
    connections = [Connection(plan, path, started + plan.seconds) for path in plan.paths]
    for connection in connections:
        await loop.create_connection(partial(_give, connection), plan.host, plan.port)
    async with asyncio.timeout(plan.seconds + ANSWER_S):
        await asyncio.gather(*(connection.done for connection in connections))
    seconds = read_monotonic_s() - started
    taken = sorted(each for connection in connections for each in connection.taken_s)
    return Counted(len(taken) / seconds, taken[len(taken) * 95 // 100] * 1_000)


def _give(connection: Connection) -> Connection:
    return connection


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(load(Plan(**json.load(sys.stdin)))))))
