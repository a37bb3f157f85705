"""An erasure of a person comes to its end whatever dies on the way."""

import asyncio
import threading
import uuid
from contextlib import suppress

import asyncpg
import httpx

from tests.running import Running, eventually


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


class Stores:
    """The databases as their owner sees them."""

    def __init__(self, system: Running) -> None:
        self._base = system.system.services.postgres_url.rpartition("/")[0]

    def is_alive(self, person: str) -> bool:
        """Tell whether a person's key is there."""
        query = "SELECT wrapped IS NOT NULL FROM subjects WHERE subject = $1"
        return bool(asyncio.run(self._fetch("hwanryu_vault", query, uuid.UUID(person))))

    def hold(self, is_held: threading.Event, may_go: threading.Event) -> None:
        """Let no gateway note an erasure until told, and those that wait never."""

        async def keep() -> None:
            connection = await asyncpg.connect(f"{self._base}/hwanryu_gateway")
            async with connection.transaction():
                await connection.execute("LOCK TABLE erasures IN EXCLUSIVE MODE")
                is_held.set()
                await asyncio.to_thread(may_go.wait, 60.0)
                await connection.execute(
                    """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE usename = 'hwanryu_gateway' AND wait_event_type = 'Lock'"""
                )
            await connection.close()

        asyncio.run(keep())

    async def _fetch(self, database: str, query: str, *values: object) -> object:
        connection = await asyncpg.connect(f"{self._base}/{database}")
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()


def test_who_is_only_tried_leaves_no_key(system: Running) -> None:
    """PLT-07: a key is made for who is registered, not for who might be."""
    operator, stores, key = system.open("operator"), Stores(system), new_key()
    new = {"name": "도로과 담당자", "email": "roads@city.example"}
    tried = operator.post("/v1/org/people?dry_run=true", json=new, headers=key).raise_for_status().json()
    assert not stores.is_alive(tried["id"])
    made = operator.post("/v1/org/people", json=new, headers=key).raise_for_status().json()
    assert (made["id"], stores.is_alive(made["id"])) == (tried["id"], True)


def test_gateways_killed_between_the_decision_and_the_key_finish_when_they_are_back(system: Running) -> None:
    """PLT-07, ORG-06: the registry has stored the erasure, the key is still there when the gateways die."""
    operator, stores = system.open("operator"), Stores(system)
    new = {"name": "도로과 담당자", "email": "roads@city.example"}
    made = operator.post("/v1/org/people", json=new, headers=new_key()).raise_for_status().json()
    is_held, may_go = threading.Event(), threading.Event()
    holder = threading.Thread(target=stores.hold, args=(is_held, may_go))
    holder.start()
    assert is_held.wait(15.0)
    way = f"/v1/org/people/{made['id']}"

    def erase() -> None:
        with suppress(httpx.HTTPError):  # its gateway is killed
            operator.post(f"{way}/erase", json={"reason": "퇴직"}, headers=new_key())

    asking = threading.Thread(target=erase)
    asking.start()
    eventually(lambda: is_erased(system, way), "the erasure in the registry")
    system.kill(*system.list_replicas("gateway"))
    asking.join()
    may_go.set()
    holder.join()
    assert stores.is_alive(made["id"])
    system.start(*system.list_replicas("gateway"))
    eventually(lambda: not stores.is_alive(made["id"]), "the end of the key")
    assert is_erased(system, way)


def is_erased(system: Running, way: str) -> bool:
    """Tell whether a person's data read as destroyed."""
    shown = system.open("operator").get(way).raise_for_status().json()["data"]
    return (shown["is_erased"], shown["name"]) == (True, "파기됨")
