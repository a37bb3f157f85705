"""A whole system for tests that are not asynchronous: its event loop runs in a thread of its own."""

import asyncio
import math
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

import httpx

from infra.clock import read_monotonic_s
from infra.local.january import JANUARY, find_january
from infra.local.system import Reach, System, make_throwaway, reach_directly, running_system

START_S = 300.0
"""Deadline for a start whose downloads are not cached yet."""
ANSWER_S = 60.0
FRESH_S = 300.0
"""How long a token is given to further clients: half its life."""
ResultT = TypeVar("ResultT")


class Alternating(httpx.BaseTransport):
    """Sends each request to the next of several replicas of the gateway, as a load balancer does."""

    def __init__(self, base_urls: Sequence[str]) -> None:
        self._turns = cycle([httpx.URL(base_url) for base_url in base_urls])
        self._transport = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        turn = next(self._turns)
        request.url = request.url.copy_with(host=turn.host, port=turn.port)
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A running system; its roles can be ended and started again, replica by replica or every one at once."""

    system: System
    loop: asyncio.AbstractEventLoop
    clients: ExitStack
    """Closes what `open` gave."""
    tokens: dict[str, tuple[float, str]] = field(default_factory=dict)
    """By user, with when it was given: each asking costs a fifth of a second of argon2."""

    @property
    def base_url(self) -> str:
        """Where the first gateway answers."""
        return self.system.base_url

    @property
    def logins(self) -> dict[str, dict[str, str]]:
        """Accounts by login: password, role and label."""
        return self.system.logins

    def list_replicas(self, role: str) -> list[str]:
        """Return the names of a role's processes."""
        return [name for name in self.system.plan.health_ports if name == role or name.startswith(f"{role}-")]

    def kill(self, *replicas: str) -> None:
        """End processes by SIGKILL."""
        self._wait_all(map(self.system.kill, replicas))

    def stop(self, *replicas: str) -> None:
        """End processes politely."""
        self._wait_all(map(self.system.stop, replicas))

    def start(self, *replicas: str) -> None:
        """Start processes again and return when they are ready."""
        self._wait_all(map(self.system.start, replicas))

    def open(self, user: str, gateway: int | None = None) -> httpx.Client:
        """Return a client with an account's token; its requests take turns among the gateways, or go to one of them."""
        urls = self.system.base_urls
        transport = Alternating(urls if gateway is None else [urls[gateway]])
        client = self.clients.enter_context(httpx.Client(base_url=self.base_url, timeout=15.0, transport=transport))
        client.headers["Authorization"] = f"Bearer {self._find_token(client, user)}"
        return client

    def _find_token(self, client: httpx.Client, user: str) -> str:
        """Return a token that holds for five minutes more at least."""
        given_at, token = self.tokens.get(user, (-math.inf, ""))
        if read_monotonic_s() - given_at > FRESH_S:
            answer = client.post("/v1/token", json={"user": user, "password": self.logins[user]["password"]})
            given_at, token = read_monotonic_s(), answer.raise_for_status().json()["token"]
            self.tokens[user] = given_at, token
        return token

    def _wait_all(self, works: Iterable[Coroutine[None, None, None]]) -> None:
        async def finish() -> None:
            await asyncio.gather(*works)

        self._wait(finish())

    def _wait(self, work: Coroutine[None, None, ResultT]) -> ResultT:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(ANSWER_S)


@contextmanager
def run_in_thread(
    purpose: str,
    *,
    sample: bool = True,
    sample_until: str | None = JANUARY,
    documents: bool = False,
    replicas: int = 1,
    reach: Reach = reach_directly,
) -> Iterator[Running]:
    """Run a whole system, with the sample's January unless told otherwise, until the block ends. Raises: SetupError."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=f"system of {purpose}", daemon=True)
    thread.start()
    options = make_throwaway(
        purpose,
        sample=sample,
        sample_until=sample_until,
        documents=documents,
        like=find_january() if sample and sample_until == JANUARY and not documents else None,
        replicas=replicas,
        reach=reach,
    )
    manager = running_system(options)
    system = asyncio.run_coroutine_threadsafe(manager.__aenter__(), loop).result(START_S)
    try:
        with ExitStack() as clients:
            yield Running(system, loop, clients)
    except BaseException:
        print_roles(system)
        raise
    finally:
        asyncio.run_coroutine_threadsafe(manager.__aexit__(None, None, None), loop).result(ANSWER_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(ANSWER_S)
        loop.close()


def print_roles(system: System) -> None:
    """Print of each role whether it still runs and what it last wrote: pytest shows it beside what failed."""
    for name in system.plan.health_ports:
        state = "runs" if system.roles.is_running(name) else "HAS ENDED"
        sys.stderr.write(f"--- {name} {state}\n{system.logs(name, 8)}\n")


def eventually(condition: Callable[[], bool], what: str, deadline_s: float = 15.0) -> None:
    """Return when the condition holds; fail with what was awaited after the deadline."""
    ends = read_monotonic_s() + deadline_s
    pause = threading.Event()
    while not condition():
        assert read_monotonic_s() < ends, f"not within {deadline_s} s: {what}"
        pause.wait(0.02)
