"""Every operation of the API with made-up requests, as each role, a system and nobody: no failure, nothing unasked.

HWANRYU_EXAMPLES sets how many requests are made up for each operation; each is sent by every caller.
"""

import asyncio
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import one_of
from schemathesis import Case, GenerationMode

from infra.local.roles import ROLES
from infra.topology import CONTEXTS
from tests.running import Running, run_in_thread

EXAMPLES: Final = int(os.environ.get("HWANRYU_EXAMPLES", "2"))
ACCOUNTS: Final = ("mayor", "executive", "operator", "officer", "auditor", "administrator", "citizen")
ANONYMOUS: Final = "anonymous"
PROBLEM: Final = "application/problem+json"
"""What each operation documents as its default answer."""
AT_ONCE: Final = 4
"""Requests at once."""
EXPORT: Final = "/v1/directives/export"
"""Only a few run at once, the next is told 503: sent one after the other."""
OURS: Final = frozenset({"authorization", "cookie"})
TOKEN: Final = "/v1/token"
"""Asks nobody who they are, and each guess costs an argon2: only nobody sends it."""
BULK: Final = "/v1/directives/bulk"
Operation = Any
"""schemathesis' own type is generic over what it does not export."""


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[Running]:
    """A system of its own: made-up requests that are let in change what others would read."""
    with run_in_thread("schema", sample=False) as running:
        yield running


@pytest.fixture(scope="module")
def callers(fuzzed: Running) -> Iterator[dict[str, httpx.Client]]:
    with ExitStack() as stack:
        made = {user: fuzzed.open(user) for user in ACCOUNTS}
        actor, token = sign_in_system(made["administrator"])
        made[actor] = stack.enter_context(httpx.Client(base_url=fuzzed.base_url, timeout=15.0, trust_env=False))
        made[actor].headers["Authorization"] = f"Bearer {token}"
        made[ANONYMOUS] = stack.enter_context(httpx.Client(base_url=fuzzed.base_url, timeout=15.0, trust_env=False))
        yield made


def sign_in_system(administrator: httpx.Client) -> tuple[str, str]:
    """Register a coordinating office's system; return it as the logs name it, and a token for its secret."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"label": "성과관리 시스템", "role": "OPERATOR"}
    client = administrator.post("/v1/clients", json=body, headers=key).raise_for_status().json()["data"]["id"]
    secret = administrator.post(f"/v1/clients/{client}/secrets", headers=key).raise_for_status().json()
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret["client_secret"]}
    token = administrator.post("/v1/token", data=form).raise_for_status().json()["access_token"]
    return f"client:{client}", token


def list_operations(running: Running) -> list[Operation]:
    document = httpx.get(f"{running.base_url}/v1/openapi.json", trust_env=False).raise_for_status().json()
    schema = schemathesis.openapi.from_dict(document)
    return [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # an error has no ok


async def count_commands(running: Running) -> Counter[str]:
    """Return how many commands of each actor stand in the logs."""
    found: Counter[str] = Counter()
    for context in CONTEXTS:
        role = next(role for role in ROLES if role.name == context)
        url = running.system.plan.services.postgres_url.rpartition("/")[0] + f"/{role.database}"
        connection = await asyncpg.connect(url)
        try:
            rows = await connection.fetch("SELECT actor, count(DISTINCT command_id) AS n FROM events GROUP BY actor")
            found.update({row["actor"]: row["n"] for row in rows})
        finally:
            await connection.close()
    return found


def read_parts(made: dict[str, Any]) -> list[Any] | None:
    """Return the parts of a form as bytes; wrong ones may be made up as numbers or nothing."""
    parts = made.get("files") or ()
    return [part for part in parts if isinstance(part[1], tuple) and isinstance(part[1][1], bytes | str)] or None


def send(client: httpx.Client, made: dict[str, Any]) -> httpx.Response:
    """Send a made-up request as a caller, whose token replaces what was made up for it."""
    headers = {
        name: value
        for name, value in made["headers"].items()
        if name.lower() not in {"accept", "authorization", "cookie"}
    }
    request = client.build_request(
        made["method"],
        made["url"],
        params=made.get("params") or None,
        json=made.get("json"),
        data=made.get("data") if isinstance(made.get("data"), dict) else None,
        content=made.get("data") if isinstance(made.get("data"), str | bytes) else None,
        files=read_parts(made),
        headers=headers,
    )
    return client.send(request)


def count_stored(path: str, answer: httpx.Response) -> int:
    """Return how many commands an answer says were stored at most."""
    if answer.status_code not in {200, 201, 202}:
        return 0
    return len(answer.json()["results"]) if path == BULK else 1


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered, and how many commands each caller was told are stored."""

    answers: Counter[int] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)


def try_operation(
    operation: Operation, callers: dict[str, httpx.Client], tally: Tally, at_once: ThreadPoolExecutor
) -> None:
    """Send made-up requests of an operation, right and wrong ones, as every caller."""
    named = {int(status) for status in operation.definition.raw["responses"] if status.isdecimal()}
    asking = {ANONYMOUS: callers[ANONYMOUS]} if operation.path == TOKEN else callers
    ask = map if operation.path == EXPORT else at_once.map
    is_command = operation.method.upper() == "POST"

    def check(case: Case[Any]) -> None:
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
        made = case.as_transport_kwargs(
            base_url=str(callers[ANONYMOUS].base_url)
        )  # here: a case is no thread's but one
        for user, answer in zip(asking, ask(send, asking.values(), [made] * len(asking)), strict=True):
            tally.answers[answer.status_code] += 1
            said = f"{user}: {operation.label} {answer.status_code} {answer.text[:500]}"
            assert answer.status_code < 500, said
            assert answer.status_code in named or answer.headers["Content-Type"] == PROBLEM, said
            tally.stored[user] += count_stored(operation.path, answer) if is_command else 0

    made_up = one_of(*(operation.as_strategy(mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))
    phases = (Phase.explicit, Phase.generate)
    quiet = settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck)
    )
    quiet(seed(1)(given(made_up)(check)))()


@pytest.mark.timeout(900)
def test_made_up_requests_break_nothing_and_store_nothing_unasked(
    fuzzed: Running, callers: dict[str, httpx.Client]
) -> None:
    """No 5xx, no success that the document does not name; only answered commands stand in the logs."""
    before = asyncio.run(count_commands(fuzzed))
    tally = Tally()
    with ThreadPoolExecutor(AT_ONCE) as at_once:
        for operation in list_operations(fuzzed):
            try_operation(operation, callers, tally, at_once)
    grown = asyncio.run(count_commands(fuzzed)) - before
    print(f"{sum(tally.answers.values())} answers: {dict(tally.answers)}; commands stored: {dict(grown)}")
    people = {actor for actor in grown if not actor.startswith("policy:")}
    systems = {caller for caller in callers if caller.startswith("client:")}
    assert people <= {"mayor", "executive", "operator", "officer", *systems}
    assert all(grown[user] <= tally.stored[user] for user in callers)
    assert tally.answers[401] > 0
    assert tally.answers[403] > 0
    assert people
