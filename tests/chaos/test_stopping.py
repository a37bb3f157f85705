"""A polite stop within 10 s loses nothing; roles start in any order, before their stores."""

import json
import signal
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Self

import httpx
import pytest

from infra.clock import read_monotonic_s
from infra.local.servers import Server
from infra.local.services import Services
from tests.integration.cutting import Proxy, standing_before
from tests.running import Running, eventually, run_in_thread

STOP_S = 10.0
RETRYABLE = {503, 504}
ROLES = ("registry", "directives", "projector", "gateway")


@pytest.fixture(scope="module")
def proxies() -> list[Proxy]:
    """The proxy before PostgreSQL, once there is one."""
    return []


@pytest.fixture(scope="module")
def system(proxies: list[Proxy]) -> Iterator[Running]:
    """A system with one process of every role, whose way to PostgreSQL may fall silent."""

    @asynccontextmanager
    async def stand_between(services: Services) -> AsyncIterator[Services]:
        async with standing_before(services.postgres_url) as (proxy, url):
            proxies.append(proxy)
            yield replace(services, postgres_url=url)

    with run_in_thread("stopping", reach=stand_between) as running:
        yield running


class Load:
    """Clients that issue directives one after the other, retrying as told, and keep what was acknowledged."""

    def __init__(self, system: Running) -> None:
        self._client = system.open("mayor")
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._send) for _ in range(8)]
        self.acknowledged: dict[str, str] = {}
        """Number by id."""
        self.statuses: list[int] = []
        self.cut = 0
        """Requests that found the door closed."""

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        eventually(lambda: len(self.acknowledged) >= 20, "the load flows")
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        while not self._over.is_set():
            self._send_one(uuid.uuid4().hex)

    def _send_one(self, key: str) -> None:
        while not self._over.is_set():
            try:
                answer = self._client.post(
                    "/v1/directives", json={"text": "점검할 것", "kind": "SIMPLE"}, headers={"Idempotency-Key": key}
                )
            except httpx.TransportError:
                self.cut += 1
                self._over.wait(0.05)
                continue
            self.statuses.append(answer.status_code)
            if answer.status_code == 201:
                self.acknowledged[answer.json()["id"]] = answer.json()["number"]
                return
            self._over.wait(0.05)


def stop_timed(system: Running, *roles: str) -> dict[str, tuple[float, int | None]]:
    """Send SIGTERM to roles at once; return the seconds until the end of each, and its exit code."""
    ended: dict[str, tuple[float, int | None]] = {}

    def stop(role: str) -> None:
        running, started_s = system.system.roles._running[role], read_monotonic_s()
        running.process.send_signal(signal.SIGTERM)
        system._wait(running.process.wait())
        ended[role] = read_monotonic_s() - started_s, running.process.returncode

    threads = [threading.Thread(target=stop, args=(role,)) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    system.stop(*roles)
    return ended


def require_polite(ended: dict[str, tuple[float, int | None]]) -> None:
    assert {role: end for role, end in ended.items() if end[0] >= STOP_S or end[1] != 0} == {}


@pytest.mark.parametrize("role", ROLES)
def test_a_stop_under_load_loses_nothing(system: Running, role: str) -> None:
    with Load(system) as load:
        ended = stop_timed(system, role)
        system.start(role)
        before = len(load.acknowledged)
        eventually(lambda: len(load.acknowledged) > before + 20, "the load flows again", 30)
    require_polite(ended)
    assert {status for status in load.statuses if status >= 500} <= RETRYABLE
    eventually(lambda: load.acknowledged.items() <= export(system).items(), "all that was acknowledged is in its view")
    assert len(set(load.acknowledged.values())) == len(load.acknowledged)  # no number twice


def export(system: Running) -> dict[str, str]:
    """Return the number of every directive by its id."""
    lines = system.open("mayor").get("/v1/directives/export").raise_for_status().text.splitlines()
    return {each["id"]: each["number"] for each in map(json.loads, lines) if "number" in each}


def test_a_stop_while_postgresql_is_silent_takes_less_than_10_s(system: Running, proxies: list[Proxy]) -> None:
    reading = threading.Thread(target=lambda: knock(system))
    proxies[0].silent = True
    try:
        reading.start()
        ended = stop_timed(system, *ROLES)
    finally:
        proxies[0].silent = False
        proxies[0].cut()
        reading.join()
        system.start(*ROLES)
    require_polite(ended)


def test_a_stop_while_the_broker_is_away_takes_less_than_10_s(system: Running) -> None:
    broker = own(system.system.services.rabbitmq)
    system._wait(broker.stop())
    try:
        ended = stop_timed(system, *ROLES)
    finally:
        system._wait(broker.start())
        system.start(*ROLES)
    require_polite(ended)


@pytest.mark.parametrize("order", [ROLES, ROLES[::-1], ("gateway", "directives", "projector", "registry")])
def test_roles_start_in_any_order_before_their_stores(system: Running, order: tuple[str, ...]) -> None:
    stores = [own(system.system.services.postgres), own(system.system.services.rabbitmq)]
    system.stop(*ROLES)
    for store in stores:
        system._wait(store.stop())
    for role in order:
        system._wait(system.system.roles._launch(role))
    eventually(lambda: all(lives(system, role) for role in order), "every role lives without its stores", 20)
    for store in stores:
        system._wait(store.start())
    for role in order:
        system.start(role)
    made = system.open("mayor").post(
        "/v1/directives",
        json={"text": "점검할 것", "kind": "SIMPLE"},
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )
    assert made.status_code == 201


def knock(system: Running) -> None:
    """Leave requests hanging in the silent store."""
    for _ in range(3):
        try:
            httpx.get(f"{system.base_url}/org", cookies={"hwanryu_session": "x"}, timeout=12.0, trust_env=False)
        except httpx.TransportError:
            return


def lives(system: Running, role: str) -> bool:
    try:
        port = system.system.plan.health_ports[role]
        return httpx.get(f"http://127.0.0.1:{port}/livez", trust_env=False).is_success
    except httpx.TransportError:
        return False


def own(server: Server | None) -> Server:
    assert server is not None, "these tests run private servers"
    return server
