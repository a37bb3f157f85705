"""Who may know of what only the audit may, who may not, and what both are asked in the tests of it."""

import asyncio
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import asyncpg
import httpx

from contracts.values import Role
from gateway.acts import ACTS
from gateway.auth import Accounts, Passwords, Principal
from infra.local.roles import GATEWAY, ROLES, Replica
from infra.messaging import open_channel
from infra.settings import LEAST_PASSWORD_KIB
from infra.topology import EXCHANGES
from tests.e2e.settling import settle
from tests.running import Running, eventually

AUDIT_TEAM: Final = "audit-team"
LEAD: Final = "planning-audit"
OWN: Final = "town-yeonmu"
HEARD: Final = 60_000
"""Milliseconds for which a queue of a test outlives its reader."""
Json = dict[str, Any]


def new_key() -> dict[str, str]:
    """Return an Idempotency-Key of its own."""
    return {"Idempotency-Key": uuid.uuid4().hex}


def post(client: httpx.Client, path: str, body: object, **more: str) -> httpx.Response:
    """Send a command."""
    return client.post(path, json=body, headers={**new_key(), **more})


def do(client: httpx.Client, path: str, body: object) -> Json:
    """Do what is allowed, and wait until it can be read."""
    made = send(client, path, body)
    settle(client, made)
    return made


def send(client: httpx.Client, path: str, body: object) -> Json:
    """Do what is allowed; facts of another context are awaited."""
    key = new_key()
    found: list[httpx.Response] = []

    def is_answered() -> bool:
        found.append(client.post(path, json=body, headers=key))
        return found[-1].status_code != 503

    eventually(is_answered, path)
    assert found[-1].status_code in {200, 201}, found[-1].text
    return dict(found[-1].json())


@dataclass(frozen=True, slots=True)
class Circle:
    """Clients by who they are."""

    readers: Mapping[str, httpx.Client]
    outsiders: Mapping[str, httpx.Client]

    def __getitem__(self, name: str) -> httpx.Client:
        return {**self.readers, **self.outsiders}[name]


def register_team(operator: httpx.Client) -> None:
    """Register the audit's team, unless it is there already."""
    registered = {"code": AUDIT_TEAM, "department": LEAD, "name": "감사팀", "valid_from": "2024-01-01"}
    made = post(operator, "/v1/org/teams", registered)
    assert made.status_code in {201, 409}, made.text
    settle(operator, made.json())


def gather(system: Running) -> Circle:
    """Return who may know and who may not: each role, and those who come close."""
    operator = system.open("operator")
    register_team(operator)
    password = uuid.uuid4().hex
    near = (
        Principal("of-the-house", Role.OFFICER, LEAD, "기획감사실 담당자"),
        Principal("of-another-team", Role.OFFICER, LEAD, "성과관리팀 담당자", team="performance"),
        Principal("team-elsewhere", Role.OFFICER, OWN, "연무읍 담당자", team=AUDIT_TEAM),
    )
    asyncio.run(_put(system, near, password))
    deputy = {"acting": "executive", "absent": "auditor", "valid_from": "2024-01-25", "valid_until": "2024-02-25"}
    given = post(operator, "/v1/org/delegations", {**deputy, "reason": "출장"})
    assert given.status_code == 201 or given.json()["code"] == "PERIOD_OVERLAPS", given.text
    settle(operator, given.json())
    outsiders = {user: system.open(user) for user in ("executive", "officer", "administrator", "citizen")}
    outsiders |= {each.user: sign_in(system, user=each.user, password=password) for each in near}
    away = {"user": "executive", "password": system.logins["executive"]["password"], "acting_for": "auditor"}
    outsiders |= {"operator": operator, "deputy": sign_in(system, **away), "system": _open_system(system)}
    return Circle({user: system.open(user) for user in ("mayor", "auditor", "inspector")}, outsiders)


def sign_in(system: Running, **credentials: str) -> httpx.Client:
    """Return a client of an account that the sample does not have."""
    client = system.clients.enter_context(httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False))
    token = client.post("/v1/token", json=credentials).raise_for_status().json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


async def _put(system: Running, principals: tuple[Principal, ...], password: str) -> None:
    url = system.system.plan.environment_of(Replica(GATEWAY))["DATABASE_URL"]
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
        for principal in principals:
            await Accounts(pool, Passwords(LEAST_PASSWORD_KIB), "any").put(principal, password)


def _open_system(system: Running) -> httpx.Client:
    """Return a system with the auditor's role: an administrator can make one."""
    administrator = system.open("administrator")
    body = {"label": "감사 시스템", "role": "AUDITOR", "department": LEAD}
    made = post(administrator, "/v1/clients", body).raise_for_status().json()["data"]["id"]
    secret = post(administrator, f"/v1/clients/{made}/secrets", None).raise_for_status().json()["client_secret"]
    form = {"grant_type": "client_credentials", "client_id": made, "client_secret": secret}
    client = system.clients.enter_context(httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False))
    token = client.post("/v1/token", data=form).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


BODIES: Final[Mapping[str, Json]] = {
    "share": {"lead": LEAD},
    "acknowledge": {},
    "team": {"team": AUDIT_TEAM},
    "report": {"text": "확인함"},
    "reply": {"text": "회신함"},
    "progress": {"percent": 10, "note": "착수"},
    "outcome": {"text": "마침"},
    "accept": {},
    "return": {"reason": "보완"},
    "continue": {"mayor_report": "시장 보고"},
    "transfer": {"lead": OWN, "reason": "이관"},
    "cancel": {"reason": "취소"},
    "merge": {"into": str(uuid.uuid4())},
    "check": {"quarter": "2024-Q1", "assessment": "ON_TRACK"},
}
"""A body of each act that its door would take."""
assert BODIES.keys() == ACTS.keys()


def list_guesses(open_one: str) -> dict[str, tuple[str, str, Json | None, dict[str, str]]]:
    """Return requests that name a directive as ID: method, address, body and headers, by what they are."""
    each = "/v1/directives/ID"
    command = {"type": "directives.share_directive.v1", **BODIES["share"]}
    guesses: dict[str, tuple[str, str, Json | None, dict[str, str]]] = {
        "read": ("GET", each, None, {}),
        "read then": ("GET", f"{each}?as_of=2024-01-25", None, {}),
        "read known": ("GET", f"{each}?known_at=2024-01-25T00:00:00%2B09:00", None, {}),
        "command": ("GET", "/v1/commands/ID", None, {}),
        "merge into": ("POST", f"/v1/directives/{open_one}/merge", {"into": "ID"}, {}),
        "page": ("GET", "/directives/ID", None, {}),
        **{
            f"bulk {mode}": (
                "POST", "/v1/directives/bulk", {"mode": mode, "items": [{"directive": "ID", "command": command}]}, {},
            )
            for mode in ("each", "atomic")
        },
        **{act: ("POST", f"{each}/{act}", body, {}) for act, body in BODIES.items()},
        **{f"try {act}": ("POST", f"{each}/{act}?dry_run=true", body, {}) for act, body in BODIES.items()},
        **{f"stale {act}": ("POST", f"{each}/{act}", body, {"If-Match": '"1"'}) for act, body in BODIES.items()},
        "wrong body": ("POST", f"{each}/share", {"lead": "모르는 부서"}, {}),
        "wrong version": ("POST", f"{each}/share", BODIES["share"], {"If-Match": "1"}),
    }  # fmt: skip
    return guesses


def guess(client: httpx.Client, request: tuple[str, str, Json | None, dict[str, str]], directive: str) -> Json:
    """Return what somebody is told about an id, without what differs from request to request."""
    method, path, body, headers = request
    content = None if body is None else json.dumps(body).replace("ID", directive)
    sent = {"Content-Type": "application/json"} if content is not None else {}
    if method == "POST":
        sent |= new_key()
    answer = client.request(method, path.replace("ID", directive), content=content, headers=sent | headers)
    told = re.sub(r'"(trace|command|id)":\s*"[0-9a-f-]+"', r'"\1":""', answer.text.replace(directive, "ID"))
    told = re.sub(r"/v1/commands/[0-9a-f-]+", "/v1/commands/", told)
    varying = {"date", "ratelimit", "ratelimit-policy", "traceparent", "server", "connection"}
    kept = {
        name: value.replace(directive, "ID")
        for name, value in answer.headers.items()
        if name not in varying and "ratelimit" not in name
    }
    return {"status": answer.status_code, "headers": kept, "body": told}


LISTS: Final = (
    "/v1/directives?limit=200&total=true",
    "/v1/directives?limit=200&sort=due",
    "/v1/directives?visibility=AUDIT_ONLY&total=true",
    "/v1/directives?state=SHARED&lead=planning-audit&limit=200",
    "/v1/directives?quarter=2024-Q1&limit=200",
    "/v1/directives/export",
    "/v1/directives/check-list?quarter=2024-Q1&limit=200",
    "/v1/directives/metrics",
    "/v1/directives/metrics?by=department&quarter=2024-Q1",
    "/v1/directives?limit=200&total=true&as_of=2024-01-25",
    "/v1/directives/export?as_of=2024-01-25",
    "/v1/directives/check-list?quarter=2024-Q1&limit=200&as_of=2024-01-25",
    "/v1/directives/metrics?by=department&as_of=2024-01-25",
    "/v1/notices?limit=200",
    "/v1/notes?limit=200",
    "/v1/meetings",
    "/v1/reports",
    "/v1/events?after=directives:200&limit=500",
    "/v1/events?types=directives.sealed.v1&limit=1",
    "/v1/status",
    "/v1/reads",
    "/v1/clients",
    "/v1/checkpoints",
    "/directives",
    "/operations",
)
"""Addresses that tell of many things."""


def read_pages(client: httpx.Client, path: str) -> str:
    """Return all that a list tells, page by page."""
    told, following = "", path
    for _ in range(500):
        answer = client.get(following)
        told += answer.text
        links = answer.json().get("links", {}) if answer.headers["content-type"].startswith("application/json") else {}
        if not links.get("next"):
            return told
        joint = "&" if "?" in path else "?"
        is_address = links["next"].startswith("/")
        following = links["next"] if is_address else f"{path}{joint}cursor={links['next']}"
    raise AssertionError(f"no end of {path}")


def upload(client: httpx.Client, content: bytes, name: str) -> Json:
    """Give a file to the store; return it as an attachment."""
    made = client.post("/v1/files", files={"file": (name, content, "text/plain")}).raise_for_status().json()["data"]
    assert made["sha256"] == sha256(content).hexdigest()
    return {"sha256": made["sha256"], "name": name, "media_type": made["type"], "size": made["size"]}


async def dump(system: Running) -> list[tuple[str, str]]:
    """Return each row of each table of every database, as text."""
    found: list[tuple[str, str]] = []
    base = system.system.plan.services.postgres_url.rpartition("/")[0]
    for database in sorted({role.database for role in ROLES} | {"hwanryu_vault"}):
        connection = await asyncpg.connect(f"{base}/{database}")
        try:
            tables = await connection.fetch(
                """SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
                   WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""
            )
            for table in tables:
                is_bytes = table["name"] == "public.events"
                row = "convert_from(data, 'UTF8') || t.actor || t.stream" if is_bytes else "t::text"
                rows = await connection.fetch(f"SELECT {row} FROM {table['name']} t")  # noqa: S608 - of the catalogue
                found += [(f"{database}.{table['name']}", each[0] or "") for each in rows]
        finally:
            await connection.close()
    return found


async def ask(system: Running, database: str, query: str, *values: object) -> object:
    """Return one value of one of the databases."""
    connection = await asyncpg.connect(f"{system.system.plan.services.postgres_url.rpartition('/')[0]}/{database}")
    try:
        return await connection.fetchval(query, *values)
    finally:
        await connection.close()


@contextmanager
def hearing(system: Running) -> Iterator[list[bytes]]:
    """Fill the list, at the end of the block, with every message that the broker carried meanwhile."""
    heard: list[bytes] = []
    url, name = system.system.services.rabbitmq_url, f"heard-{uuid.uuid4().hex}"
    asyncio.run(_bind(url, name))
    yield heard
    heard += asyncio.run(_drain(url, name))


async def _bind(url: str, name: str) -> None:
    async with open_channel(url, "hearing") as channel:
        queue = await channel.declare_queue(name, arguments={"x-expires": HEARD})
        for exchange in EXCHANGES:
            await queue.bind(exchange, "#")


async def _drain(url: str, name: str) -> list[bytes]:
    async with open_channel(url, "hearing") as channel:
        queue = await channel.get_queue(name, ensure=False)
        found = []
        while message := await queue.get(no_ack=True, fail=False):
            found.append(message.body)
        await queue.delete(if_unused=False, if_empty=False)
        return found
