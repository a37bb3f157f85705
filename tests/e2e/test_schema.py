"""Every operation of the API with made-up requests, as each role, a system and nobody: no failure, nothing unasked.

HWANRYU_EXAMPLES sets how many requests are made up for each operation; each is sent by every caller.
"""

import asyncio
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
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

from infra.confidential import HIDDEN
from infra.local.roles import ROLES
from infra.topology import CONTEXTS
from tests.running import Running, run_in_thread

EXAMPLES: Final = int(os.environ.get("HWANRYU_EXAMPLES", "2"))
ACCOUNTS: Final = ("mayor", "executive", "operator", "officer", "auditor", "administrator", "citizen")
ANONYMOUS: Final = "anonymous"
PROBLEM: Final = "application/problem+json"
"""What each operation documents as its default answer."""
AT_ONCE: Final = 3
"""Operations tried at once: what asks for a position that never comes waits 2 s, which is most of all time."""
EXPORT: Final = "/v1/directives/export"
"""Only a few run at once, the next is told 503: sent one after the other."""
OURS: Final = frozenset({"authorization", "cookie"})
TOKEN: Final = "/v1/token"
"""Asks nobody who they are, and each guess costs an argon2: only nobody sends it."""
BULK: Final = "/v1/directives/bulk"
NAMELESS: Final = ("open-registration", "open-suggestion", "ballot-box", "survey-box")
"""Who acts where nobody was asked."""
INSIDERS: Final = ("mayor", "auditor")
"""Who may know what only the audit knows of: in the logs their acts on it are nobody's."""
Operation = Any
"""schemathesis' own type is generic over what it does not export."""
Made = dict[str, Any]
"""A made-up request as schemathesis gives it to a client of its own."""


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


def read_parts(made: Made) -> list[Any] | None:
    """Return the parts of a form as bytes; wrong ones may be made up as numbers or nothing."""
    parts = made.get("files") or ()
    return [part for part in parts if isinstance(part[1], tuple) and isinstance(part[1][1], bytes | str)] or None


def send(client: httpx.Client, made: Made) -> httpx.Response:
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


def make_up(operation: Operation, base_url: str) -> list[Made]:
    """Return requests of an operation, right and wrong ones; the same ones each time, whatever is answered."""
    found: list[Made] = []

    def keep(case: Case[Any]) -> None:
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
        found.append(case.as_transport_kwargs(base_url=base_url))

    made_up = one_of(*(operation.as_strategy(mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))
    phases = (Phase.explicit, Phase.generate)
    quiet = settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck)
    )
    quiet(seed(1)(given(made_up)(keep)))()
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered, and how many commands each caller was told are stored."""

    answers: Counter[int] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)


def try_operation(
    operation: Operation, made_up: Sequence[Made], callers: dict[str, httpx.Client], sending: ThreadPoolExecutor
) -> Tally:
    """Send requests of an operation one after the other, each as every caller at once."""
    tally = Tally()
    named = {int(status) for status in operation.definition.raw["responses"] if status.isdecimal()}
    asking = {ANONYMOUS: callers[ANONYMOUS]} if operation.path == TOKEN else callers
    ask = map if operation.path == EXPORT else sending.map
    is_command = operation.method.upper() == "POST"
    for made in made_up:
        for user, answer in zip(asking, ask(send, asking.values(), [made] * len(asking)), strict=True):
            tally.answers[answer.status_code] += 1
            said = f"{user}: {operation.label} {answer.status_code} {answer.text[:500]}"
            assert answer.status_code < 500, said
            assert answer.status_code in named or answer.headers["Content-Type"] == PROBLEM, said
            tally.stored[user] += count_stored(operation.path, answer) if is_command else 0
    return tally


def try_all(operations: Sequence[Operation], callers: dict[str, httpx.Client]) -> Tally:
    """Make up requests of one operation after the other, and try several at once meanwhile."""
    whole = Tally()
    base_url = str(callers[ANONYMOUS].base_url)
    with ThreadPoolExecutor(AT_ONCE * len(callers)) as sending, ThreadPoolExecutor(AT_ONCE) as trying:
        tried = [trying.submit(try_operation, each, make_up(each, base_url), callers, sending) for each in operations]
        for tally in (each.result() for each in tried):
            whole.answers.update(tally.answers)
            whole.stored.update(tally.stored)
    return whole


@pytest.mark.timeout(900)
def test_made_up_requests_break_nothing_and_store_nothing_unasked(
    fuzzed: Running, callers: dict[str, httpx.Client]
) -> None:
    """No 5xx, no success that the document does not name; only answered commands stand in the logs."""
    before = asyncio.run(count_commands(fuzzed))
    tally = try_all(list_operations(fuzzed), callers)
    grown = asyncio.run(count_commands(fuzzed)) - before
    print(f"{sum(tally.answers.values())} answers: {dict(tally.answers)}; commands stored: {dict(grown)}")
    sealed = grown.pop(HIDDEN.user, 0)
    nameless = sum(grown.pop(each, 0) for each in NAMELESS)
    people = {actor for actor in grown if not actor.startswith("policy:")}
    systems = {caller for caller in callers if caller.startswith("client:")}
    assert people <= {"mayor", "executive", "operator", "officer", "auditor", "citizen", *systems}
    assert all(grown[user] <= tally.stored[user] for user in callers)
    assert sealed <= sum(tally.stored[user] - grown[user] for user in INSIDERS)
    assert nameless <= sum(tally.stored[user] - grown[user] for user in callers)
    assert tally.answers[401] > 0
    assert tally.answers[403] > 0
    assert people
