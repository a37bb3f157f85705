"""Every route as every role, of the own department and of another: what the rights file says is what happens.

The expected outcomes come from the file; a table by hand, from decided.md, guards the file itself.
"""

import asyncio
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

import asyncpg
import httpx
import pytest
from fastapi.routing import iter_route_contexts

from contracts.messages import Command
from contracts.values import Role
from gateway.app import build_app
from gateway.auth import Accounts, Passwords, Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute, require_whole
from gateway.rights import RIGHTS, Right, list_allowed
from infra.local.roles import GATEWAY, Replica
from infra.settings import LEAST_PASSWORD_KIB
from tests.running import Running

OWN, OTHER = "town-yeonmu", "planning-audit"
ANONYMOUS: Final = "anonymous"
CONSOLE_PASSWORD: Final = uuid.uuid4().hex
ASKED, REFUSED, ADMITTED = "asked who it is", "refused", "let in"
TRAINING: Final = "POST /welcome"
"""Open to everybody, and shut to everybody but where `make run` has opened a training installation."""
ACCOUNTS = ("mayor", "executive", "operator", "officer", "auditor", "administrator", "citizen", "evaluator")
FILLED: Final[Mapping[str, str]] = {
    "code": "town-yeonmu",
    "context": "directives",
    "path:path": "no/such/address",
    "sha256": "0" * 64,
}
"""What stands for a parameter; the others are ids that nothing has."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token and, where a person, a session."""

    role: Role | None
    api: httpx.Client
    console: httpx.Client | None
    csrf: str = ""


@pytest.fixture(scope="module")
def callers(system: Running) -> Iterator[dict[str, Caller]]:
    """One of each role, an officer of another department, a system, and nobody."""
    asyncio.run(put_other_officer(system))
    made = {user: open_caller(system, user, system.logins[user]["password"]) for user in ACCOUNTS}
    made["other officer"] = open_caller(system, "other-officer", CONSOLE_PASSWORD)
    made["system"] = open_system(system, made["administrator"])
    made[ANONYMOUS] = Caller(None, open_client(system), open_client(system))
    yield made
    for caller in made.values():
        caller.api.close()
        if caller.console:
            caller.console.close()


async def put_other_officer(system: Running) -> None:
    url = system.system.plan.environment_of(Replica(GATEWAY))["DATABASE_URL"]
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
        officer = Principal("other-officer", Role.OFFICER, OTHER, "다른 부서 담당자")
        await Accounts(pool, Passwords(LEAST_PASSWORD_KIB), "any").put(officer, CONSOLE_PASSWORD)


def open_client(system: Running) -> httpx.Client:
    return httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False)


def open_caller(system: Running, user: str, password: str) -> Caller:
    api, console = open_client(system), open_client(system)
    token = api.post("/v1/token", json={"user": user, "password": password}).raise_for_status().json()["token"]
    api.headers["Authorization"] = f"Bearer {token}"
    assert console.post("/login", data={"user": user, "password": password}).status_code == 303
    found = re.search('name="csrf" value="([^"]+)"', console.get("/no/such/page").text)
    assert found is not None
    role = next(role for role in Role if role.lower() == user.removeprefix("other-"))
    return Caller(role, api, console, found[1])


def open_system(system: Running, administrator: Caller) -> Caller:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"label": "성과관리 시스템", "role": "OFFICER", "department": OWN}
    client = administrator.api.post("/v1/clients", json=body, headers=key).raise_for_status().json()["data"]["id"]
    secret = administrator.api.post(f"/v1/clients/{client}/secrets", headers=key).raise_for_status().json()
    api = open_client(system)
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret["client_secret"]}
    token = api.post("/v1/token", data=form).raise_for_status().json()["access_token"]
    api.headers["Authorization"] = f"Bearer {token}"
    return Caller(Role.OFFICER, api, None)


def expect(right: Right, caller: Caller) -> str:
    if right.is_open:
        return ADMITTED
    if caller.role is None:
        return ASKED
    return ADMITTED if caller.role in right.roles else REFUSED


def call(caller: Caller, route: str) -> str:
    """Call a route with nothing in it: who is let in is told about the shape, and nothing is stored."""
    method, _, path = route.partition(" ")
    path = re.sub(r"\{(.+?)\}", lambda found: FILLED.get(found[1], str(uuid.uuid4())), path)
    is_api = path.startswith("/v1/")
    client = caller.api if is_api or caller.console is None else caller.console
    form = {"csrf": caller.csrf} if method == "POST" and not is_api else None
    content = b"{}" if method == "POST" and is_api else None
    headers = {"Content-Type": "application/json"} if content else {"X-CSRF-Token": caller.csrf}
    with client.stream(
        method.replace("*", "GET"), path, content=content, data=form, headers=headers, params=query(path)
    ) as answer:
        if answer.headers.get("Location", "").startswith("/login?next="):
            return ASKED
        is_sign_in = path in {"/login", "/v1/token"}
        is_shut = route == TRAINING
        return {401: ADMITTED if is_sign_in else ASKED, 403: ADMITTED if is_shut else REFUSED}.get(
            answer.status_code, ADMITTED
        )


def query(path: str) -> dict[str, str]:
    return {"view": "directive_board"} if path == "/live" else {}


def list_routes(name: str) -> list[str]:
    """Return the routes to call; signing out would end the sessions of the others."""
    is_system = name == "system"
    return [route for route in RIGHTS if route != "POST /logout" and (not is_system or " /v1/" in route)]


@pytest.mark.parametrize("name", [*ACCOUNTS, "other officer", "system", ANONYMOUS])
def test_the_rights_file_is_what_happens(callers: dict[str, Caller], name: str) -> None:
    """decided.md, Rights; ORG-06, PLT-18: each role at each route."""
    caller = callers[name]
    found = {route: call(caller, route) for route in list_routes(name)}
    assert found == {route: expect(RIGHTS[route], caller) for route in found}


BY_HAND: Final = [
    ("mayor", "POST /v1/directives", ADMITTED),
    ("executive", "POST /v1/directives", ADMITTED),
    ("operator", "POST /v1/directives", ADMITTED),
    ("officer", "POST /v1/directives", REFUSED),
    ("auditor", "POST /v1/directives", ADMITTED),
    ("auditor", "POST /v1/notes", REFUSED),
    ("auditor", "GET /v1/reads", ADMITTED),
    ("mayor", "GET /v1/reads", REFUSED),
    ("operator", "GET /v1/reads", REFUSED),
    ("administrator", "POST /v1/directives", REFUSED),
    ("citizen", "GET /v1/directives", REFUSED),
    ("citizen", "GET /directives", REFUSED),
    ("auditor", "GET /v1/directives", ADMITTED),
    ("mayor", "POST /v1/directives/{directive}/share", REFUSED),
    ("operator", "POST /v1/directives/{directive}/share", ADMITTED),
    ("operator", "POST /v1/directives/{directive}/report", REFUSED),
    ("system", "POST /v1/directives/{directive}/report", ADMITTED),
    ("mayor", "POST /v1/clock", REFUSED),
    ("administrator", "POST /v1/holidays", REFUSED),
    ("administrator", "POST /v1/clients", ADMITTED),
    ("operator", "POST /v1/clients", REFUSED),
    ("operator", "GET /v1/clients", ADMITTED),
    ("auditor", "GET /v1/clients", ADMITTED),
    ("officer", "GET /v1/clients", REFUSED),
    ("mayor", "POST /v1/reports", REFUSED),
    ("auditor", "POST /v1/reports", REFUSED),
    ("operator", "POST /v1/reports", ADMITTED),
    ("officer", "GET /v1/reports", ADMITTED),
    ("citizen", "GET /v1/reports", REFUSED),
    ("auditor", "GET /reports/{quarter}/check", ADMITTED),
    ("auditor", "POST /reports/{quarter}/check", REFUSED),
    ("officer", "POST /reports/{quarter}/check/{directive}", REFUSED),
    ("operator", "POST /reports/{quarter}/check/{directive}", ADMITTED),
    ("mayor", "GET /reports/{quarter}/publish", REFUSED),
    ("auditor", "POST /reports/{quarter}/publish", REFUSED),
    ("operator", "POST /reports/{quarter}/publish", ADMITTED),
    ("auditor", "GET /directives/import/check-{quarter}.xlsx", REFUSED),
    ("operator", "GET /directives/import/reports.xlsx", REFUSED),
    ("officer", "GET /directives/import/reports.xlsx", ADMITTED),
    ("mayor", "POST /v1/org/departments", REFUSED),
    ("auditor", "POST /v1/org/people", REFUSED),
    ("administrator", "POST /v1/org/people", REFUSED),
    ("operator", "POST /v1/org/people", ADMITTED),
    ("administrator", "POST /v1/org/people/{person}/erase", REFUSED),
    ("officer", "GET /v1/org/people", ADMITTED),
    ("citizen", "GET /v1/org/people", REFUSED),
    ("citizen", "GET /v1/org", ADMITTED),
    ("officer", "GET /org/change/{slug}", REFUSED),
    ("administrator", "POST /org/change/{slug}", REFUSED),
    ("operator", "GET /org/change/{slug}", ADMITTED),
    ("auditor", "POST /calendar/change/{slug}", REFUSED),
    ("citizen", "GET /org", REFUSED),
    ("evaluator", "GET /v1/scorecards", ADMITTED),
    ("evaluator", "GET /v1/scoreboards/{year}", REFUSED),
    ("evaluator", "GET /v1/evaluation-plans", REFUSED),
    ("evaluator", "GET /v1/directives", REFUSED),
    ("evaluator", "GET /v1/org", REFUSED),
    ("evaluator", "POST /v1/files", REFUSED),
    (ANONYMOUS, "GET /reports", ASKED),
    (ANONYMOUS, "GET /verify/{quarter}/{edition}", ADMITTED),
    (ANONYMOUS, "GET /v1/directives", ASKED),
    (ANONYMOUS, "GET /v1/problems", ADMITTED),
    (ANONYMOUS, "POST /v1/token", ADMITTED),
]
"""From decided.md, Rights: issue M E O, and A what is sealed; share, check, publish and registry O; report D; read all
but C; clients X, read by O and A; reads of what is sealed A. The whole table is in tests/unit/test_rights_table.py.
"""


@pytest.mark.parametrize(("name", "route", "outcome"), BY_HAND)
def test_the_rights_file_says_what_was_decided(callers: dict[str, Caller], name: str, route: str, outcome: str) -> None:
    assert call(callers[name], route) == outcome


def test_the_lead_departments_acts_are_its_own(callers: dict[str, Caller]) -> None:
    """decided.md, Rights: report and progress D; officers and systems of the lead department, no other's."""
    acts = [route.rpartition("/")[2] for route, right in RIGHTS.items() if right.own]
    assert acts == ["report", "progress", "team", "outcome", "transfer"]
    directive = share_one(callers)
    bodies = {"report": {"text": "우선보고합니다."}, "progress": {"percent": 30, "note": "착수했습니다."}}
    for act, body in bodies.items():
        outcomes = {}
        for name in ("other officer", "system", "officer"):
            key = {"Idempotency-Key": uuid.uuid4().hex}
            answer = callers[name].api.post(f"/v1/directives/{directive}/{act}", json=body, headers=key)
            outcomes[name] = (answer.status_code, answer.json().get("code"))
        assert outcomes["other officer"] == (403, "NOT_PERMITTED")
        assert outcomes["system"] == (200, None)
        assert outcomes["officer"] in {(409, "ALREADY_REPORTED"), (200, None)}


def share_one(callers: dict[str, Caller]) -> str:
    """Return a directive that the own department leads."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"text": "권한을 확인한다", "kind": "SIMPLE"}
    made = callers["mayor"].api.post("/v1/directives", json=body, headers=key).raise_for_status().json()["id"]
    shared = callers["operator"].api.post(f"/v1/directives/{made}/share", json={"lead": OWN}, headers=key)
    assert shared.status_code == 200, shared.text
    return str(made)


def test_what_is_offered_follows_the_file() -> None:
    """`allowed` names an own act to its department only."""
    acts = ["share", "report", "progress"]
    prefix = "/v1/directives/{directive}"
    assert list_allowed(prefix, acts, Role.OFFICER, is_own=True) == ["report", "progress"]
    assert list_allowed(prefix, acts, Role.OFFICER, is_own=False) == []
    assert list_allowed(prefix, acts, Role.OPERATOR, is_own=False) == ["share"]
    for role, is_own, offered in (
        (Role.OPERATOR, False, ["transfer"]),
        (Role.OFFICER, True, ["transfer"]),
        (Role.OFFICER, False, []),
    ):
        assert list_allowed(prefix, ["transfer"], role, is_own=is_own) == offered


def find_commands(route: GuardedRoute) -> set[type[Command]]:
    """Return the commands that a route takes as its body."""
    kinds = [parameter.field_info.annotation for parameter in route.dependant.body_params]
    flat = {kind for each in kinds for kind in (each, *get_args(each))}
    return {kind for kind in flat if isinstance(kind, type) and issubclass(kind, Command)}


def test_the_file_and_the_services_name_the_same_roles() -> None:
    """Command.roles stays as defence in depth: what the door lets in, the service does too, and nobody else.

    To anonymous reports the door lets all staff in, for it tells nobody who reads them: they find nothing (ENG-63).
    """
    app = build_app(Gate.__new__(Gate), {})
    compared = 0
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, GuardedRoute) and (commands := find_commands(route)):
            (method,) = route.methods or set()
            right = RIGHTS[f"{method} {route.path}"]
            named = frozenset().union(*(command.roles for command in commands)) - {Role.SYSTEM}  # never by the door
            is_hidden = route.path.startswith("/v1/integrity-reports/")
            assert right.roles == (right.roles | named if is_hidden else named), route.path
            compared += 1
    assert compared >= 7


def test_an_unlisted_route_cannot_be_made() -> None:
    app = build_app(Gate.__new__(Gate), {})
    with pytest.raises(LookupError, match="GET /v1/secret is not listed"):
        app.get("/v1/secret")(lambda: None)


def test_a_route_without_its_door_or_without_a_route_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    app = build_app(Gate.__new__(Gate), {})
    right = RIGHTS["GET /v1/clock"]
    monkeypatch.setattr("gateway.guard.RIGHTS", {**RIGHTS, "GET /v1/nothing": right})
    with pytest.raises(LookupError, match="GET /v1/nothing"):
        require_whole(app)
    monkeypatch.setattr("gateway.rights.RIGHTS", {**RIGHTS, "GET /v1/open": right})
    app.router.add_route("/v1/open", lambda _: None, methods=["GET"])  # type: ignore[arg-type,return-value]  # any
    with pytest.raises(LookupError, match="no GuardedRoute"):
        require_whole(app)
