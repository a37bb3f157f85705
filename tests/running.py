"""A whole system for tests that are not asynchronous: its event loop runs in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx

from infra.clock import read_monotonic_s
from infra.local.system import System, make_throwaway, running_system

START_S = 300.0
"""Deadline for a start whose downloads are not cached yet."""
ANSWER_S = 60.0
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Running:
    """A running system; its roles can be ended and started again."""

    system: System
    loop: asyncio.AbstractEventLoop
    clients: ExitStack
    """Closes what `open` gave."""

    @property
    def base_url(self) -> str:
        """Where the gateway answers."""
        return self.system.base_url

    @property
    def logins(self) -> dict[str, dict[str, str]]:
        """Accounts by login: password, role and label."""
        return self.system.logins

    def kill(self, role: str) -> None:
        """End a role by SIGKILL."""
        self._wait(self.system.kill(role))

    def stop(self, role: str) -> None:
        """End a role politely."""
        self._wait(self.system.stop(role))

    def start(self, role: str) -> None:
        """Start a role again and return when it is ready."""
        self._wait(self.system.start(role))

    def open(self, user: str) -> httpx.Client:
        """Return a client of the API with an account's token."""
        client = self.clients.enter_context(httpx.Client(base_url=self.base_url, timeout=15.0, trust_env=False))
        answer = client.post("/v1/token", json={"user": user, "password": self.logins[user]["password"]})
        client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        return client

    def _wait(self, work: Coroutine[None, None, ResultT]) -> ResultT:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(ANSWER_S)


@contextmanager
def run_in_thread(purpose: str, *, sample: bool) -> Iterator[Running]:
    """Run a whole system until the block ends. Raises: SetupError."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=f"system of {purpose}", daemon=True)
    thread.start()
    manager = running_system(make_throwaway(purpose, sample=sample))
    system = asyncio.run_coroutine_threadsafe(manager.__aenter__(), loop).result(START_S)
    try:
        with ExitStack() as clients:
            yield Running(system, loop, clients)
    finally:
        asyncio.run_coroutine_threadsafe(manager.__aexit__(None, None, None), loop).result(ANSWER_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(ANSWER_S)
        loop.close()


def eventually(condition: Callable[[], bool], what: str, deadline_s: float = 15.0) -> None:
    """Return when the condition holds; fail with what was awaited after the deadline."""
    ends = read_monotonic_s() + deadline_s
    pause = threading.Event()
    while not condition():
        assert read_monotonic_s() < ends, f"not within {deadline_s} s: {what}"
        pause.wait(0.02)
