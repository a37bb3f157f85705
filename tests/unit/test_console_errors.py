"""What a person sees when something behind the console fails."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.console.operations.watch import Watching
from gateway.console.pages import attach
from gateway.console.rendering import TROUBLES, ConsoleRoute, explain
from gateway.gate import Gate, Moment
from gateway.limits import Headers, Limits
from infra.clock import read_now


class LostSessions:
    """Sessions whose database is away."""

    async def find(self, token: str, *, renew: bool = True) -> None:
        raise ConnectionError(token, renew)


class LostGate(Gate):
    """A gate whose stores are away."""

    def __init__(self) -> None:
        self.sessions = LostSessions()  # type: ignore[assignment]  # the real one needs its database


async def _get(path: str) -> httpx.Response:
    app = _make_app(LostGate())
    attach(app)
    return await _ask(app, path)


class NobodysSessions:
    """Sessions of which none goes on."""

    async def find(self, token: str, *, renew: bool = True) -> None:
        """Find none."""


class NobodysGate(Gate):
    """A gate at which nobody is signed in."""

    def __init__(self) -> None:
        self.sessions = NobodysSessions()  # type: ignore[assignment]  # as above

    async def now(self) -> Moment:
        """Return this moment."""
        return Moment(read_now(), False)


def _make_app(gate: Gate) -> FastAPI:
    app = FastAPI()
    app.state.gate, app.state.limits, app.state.watching = gate, Limits(), Watching({})
    app.add_middleware(Headers)
    return app


async def _ask(app: FastAPI, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://console", trust_env=False) as client:
        return await client.get(path, headers={"Cookie": "hwanryu_session=x", **headers})


async def _make_past() -> None:
    raise Rejected("NOT_YET", "그 시점의 목록을 만들고 있습니다.")


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


@pytest.mark.parametrize(("gate", "status"), [(NobodysGate(), 202), (LostGate(), 503)])
async def test_the_past_is_waited_for_by_the_page_and_never_by_its_part(gate: Gate, status: int) -> None:
    """PLT-19: the list on the screen stays as it is; a page that cannot be framed says why."""
    app, router = _make_app(gate), APIRouter(route_class=ConsoleRoute)
    router.add_api_route("/open", _make_past)
    app.include_router(router)
    part = await _ask(app, "/open", **{"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Trigger"], part.text) == (204, "part-failed", "")
    whole = await _ask(app, "/open")
    said = "화면을 만드는 중입니다." if status == 202 else TROUBLES[status].title
    assert (whole.status_code, said in whole.text) == (status, True)
