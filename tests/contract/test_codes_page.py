"""The pages of the codes: for programs and for people, without signing in and without any store."""

from functools import cache

import httpx
import pytest
from fastapi import FastAPI

from contracts.errors import CODES
from gateway.app import build_app
from gateway.gate import Gate

PERSON = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class LostGate(Gate):
    """A gate whose stores are away."""

    def __init__(self) -> None:
        """Have nothing."""


@cache
def build() -> FastAPI:
    """Return the application; reading what each of its addresses takes is slow."""
    return build_app(LostGate(), {})


async def get(path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(build())
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", trust_env=False) as client:
        return await client.get(path, headers=headers)


async def test_programs_get_every_code() -> None:
    answer = await get("/v1/problems")
    assert {each["code"] for each in answer.json()["data"]} == set(CODES)
    assert answer.headers["Vary"] == "Accept"


async def test_people_get_a_page_of_every_code() -> None:
    page = await get("/v1/problems", **PERSON)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert all(f'id="{code}"' in page.text for code in CODES)


async def test_the_type_of_each_problem_is_an_address_that_explains_it() -> None:
    """RFC 9457: a person who opens `type` reads cause and remedy."""
    for code, told in CODES.items():
        assert told.cause in (await get(f"/v1/problems/{code}", **PERSON)).text, code
        assert (await get(f"/v1/problems/{code}")).json()["data"]["remedy"] == told.remedy, code


@pytest.mark.parametrize(
    ("word", "found"), [("wrong_st", "WRONG_STATE"), ("412", "VERSION_CONFLICT"), ("시계", "CLOCK_BACKWARDS")]
)
async def test_a_word_finds_codes(word: str, found: str) -> None:
    codes = [each["code"] for each in (await get(f"/v1/problems?q={word}")).json()["data"]]
    assert found in codes
    assert len(codes) < len(CODES)


@pytest.mark.parametrize("word", ["<script>", "%00", "x" * 101])
async def test_odd_words_are_harmless(word: str) -> None:
    page = await get(f"/v1/problems?q={word}", **PERSON)
    assert page.status_code in {200, 400}
    assert "<script>" not in page.text.replace('<script src="/static', "")


async def test_a_code_that_is_none_is_not_found() -> None:
    assert (await get("/v1/problems/NO_SUCH_CODE")).json()["code"] == "NOT_FOUND"
    page = await get("/v1/problems/NO_SUCH_CODE", **PERSON)
    assert page.status_code == 404
    assert "찾는 코드가 없습니다" in page.text
