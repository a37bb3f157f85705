"""What the door and the shapes refuse, before anything is asked of a service: in words that say what to do."""

from functools import cache
from typing import Final

import httpx
import pytest
from fastapi import FastAPI

from contracts.values import Role
from gateway.app import build_app
from gateway.auth import Principal, Tokens
from gateway.gate import Gate

OPERATOR: Final = Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자")
DIRECTIVE: Final = "/v1/directives/69a4b833-d534-5a7c-afa4-5dc030964831"
BODY: Final = b'{"text": "x", "kind": "SIMPLE"}'
KEY: Final = {"Idempotency-Key": "one"}


class ClosedGate(Gate):
    """A gate without services and stores."""

    def __init__(self) -> None:
        self.tokens = Tokens("0123456789abcdef0123456789abcdef")


@cache
def build() -> tuple[FastAPI, str]:
    """Return the application and an operator's token."""
    gate = ClosedGate()
    return build_app(gate, {}, rate_per_minute=10_000), gate.tokens.sign(OPERATOR)


async def ask(
    method: str, path: str, content: bytes | None = None, headers: list[tuple[str, str]] | None = None
) -> httpx.Response:
    app, token = build()
    told = [("Authorization", f"Bearer {token}"), *(headers or [])]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", trust_env=False) as client:
        return await client.request(method, path, content=content, headers=told)


@pytest.mark.parametrize(
    "told",
    ["text/plain", "application/xml", "text/json", "application/jsonx", "application/json; charset=euc-kr", ""],
)
@pytest.mark.parametrize("path", ["/v1/directives", f"{DIRECTIVE}/share", "/v1/clock", "/v1/directives/bulk"])
async def test_a_body_of_another_type_is_refused_as_such(path: str, told: str) -> None:
    answer = await ask("POST", path, BODY, [*KEY.items(), ("Content-Type", told)])
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_TYPE")


@pytest.mark.parametrize(
    "told", ["application/json", "application/json; charset=utf-8", 'APPLICATION/JSON;charset="UTF-8"']
)
async def test_json_is_read_as_json(told: str) -> None:
    answer = await ask("POST", "/v1/directives", b'{"text": "x"}', [*KEY.items(), ("Content-Type", told)])
    assert answer.json()["errors"] == [
        {"pointer": "/body/kind", "code": "missing", "message": "꼭 있어야 하는 값입니다."}
    ]
    empty = await ask("POST", "/v1/directives", headers=[*KEY.items()])
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (400, "/body")


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/directives", "GET, POST"),
        ("/v1/directives/bulk", "POST"),
        ("/v1/directives/export", "GET"),
        (DIRECTIVE, "GET"),
        (f"{DIRECTIVE}/share", "POST"),
        ("/v1/files", "POST"),
        ("/v1/problems", "GET"),
        ("/directives", "GET, POST"),
        ("/static/console.css", "GET, HEAD"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "BREW", "OPTIONS"])
async def test_every_wrong_method_is_told_the_right_ones(path: str, allow: str, method: str) -> None:
    answer = await ask(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (204 if method == "OPTIONS" else 405, allow)


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/directives/"])
async def test_an_address_that_there_is_not_takes_no_method(path: str, method: str) -> None:
    answer = await ask(method, path)
    assert (answer.status_code, answer.json()["code"], "Allow" in answer.headers) == (404, "NOT_FOUND", False)


@pytest.mark.parametrize(
    "after", ["foo:3", "directives:1,foo:3", "directives", "directives:", "directives:1,directives:2", "-1", "1,2"]
)
@pytest.mark.parametrize("path", ["/v1/directives", "/v1/directives/export", DIRECTIVE, "/v1/org/departments"])
async def test_a_position_of_no_log_is_refused(path: str, after: str) -> None:
    answer = await ask("GET", f"{path}?after={after}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/query/after")


@pytest.mark.parametrize(
    "query", ["/v1/directives?limit=1&limit=2", "/v1/directives?state=SHARED&state=LATE", "/v1/commands?key=a&key=a"]
)
async def test_a_parameter_that_comes_twice_is_refused(query: str) -> None:
    answer = await ask("GET", query)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (400, "repeated")
    assert error["pointer"] == f"/query/{query.partition('?')[2].partition('=')[0]}"


async def test_a_try_that_is_none_as_well_is_refused() -> None:
    """`dry_run=true&dry_run=false` would store."""
    told = [*KEY.items(), ("Content-Type", "application/json")]
    answer = await ask("POST", "/v1/directives?dry_run=true&dry_run=false", BODY, told)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/query/dry_run")


@pytest.mark.parametrize("name", ["Idempotency-Key", "If-Match"])
async def test_a_command_has_one_key_and_one_version(name: str) -> None:
    told = [*KEY.items(), ("Content-Type", "application/json"), (name, '"1"'), (name, '"2"')]
    answer = await ask("POST", f"{DIRECTIVE}/share", b'{"lead": "town-yeonmu"}', told)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/header/{name.lower()}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "state=X",
            "ISSUED, SHARED, REPORTED, IN_PROGRESS, OUTCOME_SUBMITTED, RETURNED, CLOSED, CLOSED_AS_CONTINUING, "
            "CANCELLED, MERGED, LATE 가운데에서 골라 쉼표로 이으세요.",
        ),
        ("overdue=no", "share, report, reply 가운데 하나여야 합니다."),
        ("due[gte]=soon", "2024-12-02처럼 적은 날짜여야 합니다."),
        ("due[lte]=1024-01-01", "1900년부터 2199년까지의 날짜여야 합니다."),
        ("q=%00", "저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요."),
        ("x=1", "모르는 이름입니다. 지우거나 이름을 확인하세요."),
    ],
)
async def test_a_wrong_filter_is_told_what_would_be_right(query: str, message: str) -> None:
    problem = (await ask("GET", f"/v1/directives?{query}")).json()
    name = query.partition("=")[0]
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["message"]) == (f"/query/{name}", message)
    assert problem["detail"] == f"{name}: {message} errors의 항목을 고쳐 다시 보내세요."


async def test_no_message_speaks_english_where_there_are_several_ways() -> None:
    told = [*KEY.items(), ("Content-Type", "application/json")]
    items = b'{"mode": "x", "items": [{"command": {"type": "no.such.v1"}}, {"command": {}}, {"command": 1}]}'
    problem = (await ask("POST", "/v1/directives/bulk", items, told)).json()
    assert [error["pointer"] for error in problem["errors"]] == [
        "/body/mode", "/body/items/0/command", "/body/items/1/command", "/body/items/2/command",
    ]  # fmt: skip
    assert problem["errors"][0]["message"] == "each, atomic 가운데 하나여야 합니다."
    assert problem["errors"][1]["message"].startswith("directives.issue_directive.v1, directives.share_directive.v1, ")
    assert " or " not in str(problem)
    assert "'" not in problem["errors"][2]["message"]
    assert "그 밖에 3곳이 더 있습니다." in problem["detail"]
