"""What a person sees when something behind the console fails."""

import httpx
import pytest
from fastapi import FastAPI

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.console.pages import attach
from gateway.console.rendering import TROUBLES, explain
from gateway.gate import Gate
from gateway.limits import Headers, Limits


class LostSessions:
    """Sessions whose database is away."""

    async def find(self, token: str, *, renew: bool = True) -> None:
        raise ConnectionError(token, renew)


class LostGate(Gate):
    """A gate whose stores are away."""

    def __init__(self) -> None:
        self.sessions = LostSessions()  # type: ignore[assignment]  # the real one needs its database


async def _get(path: str) -> httpx.Response:
    app = FastAPI()
    app.state.gate = LostGate()
    app.state.limits = Limits()
    app.add_middleware(Headers)
    attach(app)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://console", trust_env=False) as client:
        return await client.get(path, headers={"Cookie": "hwanryu_session=x"})


@pytest.mark.parametrize(("path", "status"), [("/directives", 503), ("/no/such/page", 404)])
async def test_a_lost_store_still_leaves_a_page_that_explains(path: str, status: int) -> None:
    response = await _get(path)
    assert response.status_code == status
    assert TROUBLES[status].title in response.text


async def test_every_answer_forbids_scripts_from_elsewhere() -> None:
    policy = (await _get("/directives")).headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy


def test_every_code_has_a_page() -> None:
    assert set(STATUS_OF_CODE.values()) <= set(TROUBLES)


def test_a_refusal_speaks_for_itself_and_a_busy_service_through_us() -> None:
    assert explain(Rejected("WRONG_STATE", "이미 공유되었습니다.")).cause == "이미 공유되었습니다."
    assert "키" not in explain(Rejected("BUSY", "같은 키로 다시 보내세요.")).cause
