"""The straight way of plain commands answers every request exactly as the framework's own way does."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from contracts.errors import Rejected
from contracts.messages import Done, Result
from contracts.values import Role
from gateway.app import build_app
from gateway.auth import Principal, Tokens
from gateway.gate import Gate
from gateway.ordering import Late, Order
from gateway.rights import RIGHTS
from gateway.straight import Straight, Way, is_command
from infra.clock import name_command

DIRECTIVE: Final = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
PATH: Final = f"/v1/directives/{DIRECTIVE}/progress"
BODY: Final = b'{"type": "directives.update_progress.v1", "percent": 50, "note": "\xed\x98\x84\xec\x9e\xa5"}'
RATE: Final = 600
TOKENS: Final = Tokens("0123456789abcdef0123456789abcdef")


class OneGate(Gate):
    """A gate that stores whatever a rule does not refuse, and tells what it was asked."""

    def __init__(self) -> None:
        self.tokens = TOKENS
        self.asked: list[tuple[Principal, Order, bool]] = []
        self.late: Late | None = None

    async def carry_out(
        self,
        principal: Principal,
        *orders: Order,
        dry_run: bool = False,
        late: Late | None = None,
        at: datetime | None = None,
    ) -> Done:
        """Refuse version 9, store anything else."""
        (order,) = orders
        self.asked.append((principal, order, dry_run))
        self.late = late
        if order.if_match == 9:
            raise Rejected("VERSION_CONFLICT", "다른 판입니다.", {"version": "3"})
        result = Result(id=str(order.subject or order.id), number="2026-0001", state="IN_PROGRESS")
        return Done(id=order.id, version=3, position=12, result=result)


def sign(role: Role) -> str:
    return f"Bearer {TOKENS.sign(Principal('somebody', role, 'town-yeonmu', '담당'))}"


USUAL: Final[Mapping[str, str]] = {
    "Authorization": sign(Role.OFFICER), "Content-Type": "application/json", "Idempotency-Key": "one",
}  # fmt: skip


def but(**changed: str | None) -> list[tuple[str, str]]:
    headers = {**USUAL, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return [(name, value) for name, value in headers.items() if value is not None]


async def ask(app: FastAPI, path: str, body: bytes, headers: list[tuple[str, str]]) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", trust_env=False) as client:
        return await client.post(path, content=body, headers=headers)


def build() -> tuple[FastAPI, OneGate]:
    gate = OneGate()
    return build_app(gate, {}, RATE), gate


@pytest.fixture(scope="module")
def both() -> tuple[tuple[FastAPI, OneGate], tuple[FastAPI, OneGate]]:
    """Give an application with the straight way, and one without; both are asked the same."""
    straight, general = build(), build()
    assert isinstance(general[0].router.routes.pop(0), Straight)
    return straight, general


PLAIN: Final = {
    "progress": (PATH, BODY, but()),
    "a version": (PATH, BODY, but(If_Match='"3"')),
    "a version that a rule refuses": (PATH, BODY, but(If_Match="9")),
    "a version that is none": (PATH, BODY, but(If_Match="x")),
    "no JSON": (PATH, b"{", but()),
    "no UTF-8": (PATH, b'"\xff"', but()),
    "too deep": (PATH, b"[" * 100_000, but()),
    "another shape": (PATH, b'{"type": "directives.update_progress.v1", "percent": 101, "more": 1}', but()),
    "a list": (PATH, b"[]", but()),
    "no token": (PATH, BODY, but(Authorization=None)),
    "a rotten token": (PATH, BODY, but(Authorization="Bearer x")),
    "another role": (PATH, BODY, but(Authorization=sign(Role.AUDITOR))),
    "no JSON and no token": (PATH, b"{", but(Authorization=None)),
    "the longest key": (PATH, BODY, but(Idempotency_Key="k" * 200)),
    "a holiday": (
        "/v1/holidays",
        b'{"type": "registry.declare_holiday.v1", "day": "2026-12-25", "name": "x"}',
        but(Authorization=sign(Role.OPERATOR)),
    ),
    "a directive": (
        "/v1/directives",
        b'{"type": "directives.issue_directive.v1", "text": "x", "kind": "SIMPLE"}',
        but(Authorization=sign(Role.MAYOR)),
    ),
}
OTHER: Final = {
    "dry run": (f"{PATH}?dry_run=true", BODY, but()),
    "a moment without its ground": (f"{PATH}?effective_at=2024-01-02T10:00:00%2B09:00", BODY, but()),
    "a ground without its moment": (f"{PATH}?ground=%EC%B6%9C%EC%9E%A5", BODY, but()),
    "a moment without its offset": (f"{PATH}?effective_at=2024-01-02T10:00:00&ground=x", BODY, but()),
    "a moment and its ground": (f"{PATH}?effective_at=2024-01-02T10:00:00%2B09:00&ground=x", BODY, but()),
    "a parameter that is none": (f"{PATH}?x=1", BODY, but()),
    "no key": (PATH, BODY, but(Idempotency_Key=None)),
    "an empty key": (PATH, BODY, but(Idempotency_Key="")),
    "a key that is too long": (PATH, BODY, but(Idempotency_Key="k" * 201)),
    "two keys": (PATH, BODY, [*but(), ("Idempotency-Key", "two")]),
    "another type": (PATH, BODY, but(Content_Type="text/plain")),
    "a type with its charset": (PATH, BODY, but(Content_Type="application/json; charset=utf-8")),
    "no body": (PATH, b"", but()),
    "an id that is none": ("/v1/directives/x/progress", BODY, but()),
    "an id in capitals": (f"/v1/directives/{str(DIRECTIVE).upper()}/progress", BODY, but()),
    "an id in braces": (f"/v1/directives/{{{DIRECTIVE}}}/progress", BODY, but()),
    "a slash too many": (f"{PATH}/", BODY, but()),
    "another address": (f"/v1/directives/{DIRECTIVE}/nothing", BODY, but()),
}


@pytest.mark.parametrize(("path", "body", "headers"), (PLAIN | OTHER).values(), ids=(PLAIN | OTHER).keys())
async def test_both_ways_answer_alike(
    both: tuple[tuple[FastAPI, OneGate], tuple[FastAPI, OneGate]],
    path: str,
    body: bytes,
    headers: list[tuple[str, str]],
) -> None:
    answers = [await ask(app, path, body, headers) for app, _ in both]
    straight, general = [(each.status_code, list_headers(each), strip(each)) for each in answers]
    assert straight == general
    assert both[0][1].asked == both[1][1].asked


def list_headers(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return the headers but for the seconds left, which go by."""
    return [pair for pair in answer.headers.multi_items() if pair[0] != "ratelimit-reset"]


def strip(answer: httpx.Response) -> object:
    """Return the content without the number of the request."""
    if "json" not in answer.headers.get("Content-Type", ""):
        return answer.content
    return {name: value for name, value in answer.json().items() if name != "trace"}


@pytest.mark.parametrize(("cases", "goes"), [(PLAIN, True), (OTHER, False)])
async def test_what_is_plain_goes_straight(
    cases: dict[str, tuple[str, bytes, list[tuple[str, str]]]], goes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    answer = Way.answer

    async def note(way: Way, *given: object) -> None:
        taken.append(way)
        await answer(way, *given)  # type: ignore[arg-type]  # what it was given

    monkeypatch.setattr(Way, "answer", note)
    app, _ = build()
    for path, body, headers in cases.values():
        await ask(app, path, body, headers)
    assert len(taken) == (len(cases) if goes else 0)


@pytest.mark.parametrize("made", ["a holiday", "a directive"])
async def test_what_is_new_is_created(made: str) -> None:
    app, _ = build()
    answer = await ask(app, *PLAIN[made])
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"3"')
    assert answer.headers.get("Location", "").startswith("/v1/directives/") == (made == "a directive")


async def test_a_command_is_told_as_it_was_asked() -> None:
    app, gate = build()
    answer = await ask(app, PATH, BODY, but(If_Match='"3"'))
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"3"')
    assert answer.json()["meta"]["position"] == {"directives": 12}
    ((principal, order, dry_run),) = gate.asked
    assert (principal.user, order.id) == ("somebody", name_command("somebody", "one"))
    assert (order.subject, order.if_match, dry_run) == (DIRECTIVE, 3, False)


@pytest.mark.parametrize("sign", ["%2B", "+"])
async def test_when_it_happened_is_told_with_its_ground(sign: str) -> None:
    """CAL-14: ten in Seoul, also where the sender forgot to write the plus sign as an address must have it."""
    app, gate = build()
    ground = "%EC%B6%9C%EC%9E%A5"
    answer = await ask(app, f"{PATH}?effective_at=2024-01-02T10:00:00{sign}09:00&ground={ground}", BODY, but())
    assert (answer.status_code, gate.late) == (200, Late(datetime(2024, 1, 2, 1, tzinfo=UTC), "출장"))
    alone = await ask(app, f"{PATH}?effective_at=2024-01-02T10:00:00%2B09:00", BODY, but())
    assert (alone.status_code, alone.json()["code"]) == (422, "REASON_REQUIRED")
    bare = await ask(app, f"{PATH}?ground={ground}", BODY, but())
    assert (bare.status_code, bare.json()["code"]) == (400, "BAD_SHAPE")


PROMPT = [
    "/v1/clock",
    "/v1/reports",
    f"/v1/org/people/{DIRECTIVE}/erase",
    "/v1/holidays",
    "/v1/holidays/bulk",
    "/v1/holidays/revoke",
    "/v1/elections",
    "/v1/elections/cancel",
]


@pytest.mark.parametrize("path", PROMPT)
async def test_some_commands_take_effect_when_they_come(path: str) -> None:
    """The clock, a report as it is published, an erasure, the calendar: none of them happened before."""
    app, _ = build()
    asked = f"{path}?effective_at=2024-01-02T10:00:00%2B09:00&ground=x"
    answer = await ask(app, asked, b"{}", but(Authorization=sign(Role.OPERATOR)))
    assert {each["pointer"] for each in answer.json()["errors"]} >= {"/query/effective_at", "/query/ground"}


async def test_a_request_counts_once_however_it_goes() -> None:
    """Also one that turns back half-way: its body is what the framework explains."""
    app, _ = build()
    left = [(await ask(app, PATH, body, but())).headers["RateLimit-Remaining"] for body in (BODY, b"{", BODY)]
    assert left == ["599", "598", "597"]


def test_every_command_has_a_straight_way() -> None:
    app, _ = build()
    straight = app.router.routes[0]
    assert isinstance(straight, Straight)
    commands = [each for each in iter_route_contexts(app.routes) if is_command(each)]
    assert len(straight.ways) == len(commands) == sum(right.is_command for right in RIGHTS.values())
