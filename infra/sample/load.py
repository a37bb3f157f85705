"""Loads the sample over HTTP: the clock moves forward, each act happens at its own time, twice is once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Final

import httpx
import stamina

from infra.sample.data import ENDS_AT, STARTS_AT, Directive, list_departments, list_directives, list_holidays

OPERATOR: Final = "operator"
RETRY_S: Final = 30.0
"""How long one request is tried again while the gateway says 503 or 504."""
Advance = Callable[[int, int], None]
"""Told after each step: steps done, steps in all."""


@dataclass(frozen=True, slots=True)
class _Act:
    at: datetime
    directive: Directive
    shares: bool


class ApiError(Exception):
    """The gateway refused a request of the sample; the text has its problem."""


class Api:
    """The gateway's API as the sample's accounts use it."""

    def __init__(self, base_url: str, logins: dict[str, dict[str, str]]) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=15.0, trust_env=False)
        self._logins = logins
        self._tokens: dict[str, str] = {}

    def post(self, user: str, path: str, body: dict[str, object], key: str) -> dict[str, object]:
        """Return the answer to a command of an account. Raises: ApiError, httpx.HTTPError."""
        for attempt in stamina.retry_context(on=_Later, attempts=None, timeout=RETRY_S, wait_max=1.0):
            with attempt:
                headers = {"Authorization": f"Bearer {self._find_token(user)}", "Idempotency-Key": key}
                return _read(self._client.post(path, json=body, headers=headers))
        raise AssertionError("retry_context returns or raises")

    def get(self, user: str, path: str) -> dict[str, object]:
        """Return what an account reads. Raises: ApiError, httpx.HTTPError."""
        return _read(self._client.get(path, headers={"Authorization": f"Bearer {self._find_token(user)}"}))

    def _find_token(self, user: str) -> str:
        if user not in self._tokens:
            sign_in = {"user": user, "password": self._logins[user]["password"]}
            self._tokens[user] = str(_read(self._client.post("/v1/token", json=sign_in))["token"])
        return self._tokens[user]


class _Later(Exception):
    """The gateway asked to come back."""


def open_api(base_url: str, logins: Path) -> Api:
    """Return the API with the accounts of a logins file. Raises: OSError, ValueError."""
    return Api(base_url, json.loads(logins.read_text(encoding="utf-8")))


def load_sample(api: Api, advance: Advance) -> int:
    """Load what is missing of the sample; return the number of directives. Raises: ApiError, httpx.HTTPError."""
    acts = sorted(_list_acts(), key=attrgetter("at"))
    facts = list(_list_facts())
    steps = len(facts) + len(acts)
    if _is_loaded(api):
        advance(steps, steps)
        return sum(not act.shares for act in acts)
    _set_clock(api, STARTS_AT)
    for done, (path, body, key) in enumerate(facts, 1):
        api.post(OPERATOR, path, body, key)
        advance(done, steps)
    made: dict[str, str] = {}
    for done, act in enumerate(acts, len(facts) + 1):
        _set_clock(api, act.at)
        _do(api, act, made)
        advance(done, steps)
    _set_clock(api, ENDS_AT)
    return len(made)


def _is_loaded(api: Api) -> bool:
    face = api.get(OPERATOR, "/v1/clock")
    return bool(face["manual"]) and datetime.fromisoformat(str(face["now"])) >= ENDS_AT


def _list_facts() -> Iterator[tuple[str, dict[str, object], str]]:
    for department in list_departments():
        yield "/v1/org/departments", department, f"sample-department-{department['code']}"
    days: list[object] = [{"day": str(day), "name": name} for day, name in list_holidays()]
    yield "/v1/holidays/bulk", {"holidays": days}, "sample-holidays"


def _list_acts() -> Iterator[_Act]:
    for directive in list_directives():
        yield _Act(directive.issued_at, directive, shares=False)
        if directive.shared_at is not None:
            yield _Act(directive.shared_at, directive, shares=True)


def _set_clock(api: Api, moment: datetime) -> None:
    api.post(OPERATOR, "/v1/clock", {"now": moment.isoformat()}, f"sample-clock-{moment.isoformat()}")


def _do(api: Api, act: _Act, made: dict[str, str]) -> None:
    ref = act.directive.ref
    if act.shares:
        api.post(OPERATOR, f"/v1/directives/{made[ref]}/share", act.directive.share, f"sample-share-{ref}")
    else:
        answer = api.post(act.directive.issuer, "/v1/directives", act.directive.body, f"sample-directive-{ref}")
        made[ref] = str(answer["id"])


def _read(response: httpx.Response) -> dict[str, object]:
    if response.status_code in {202, 429, 503, 504}:
        raise _Later(response.text)
    if response.is_error:
        raise ApiError(f"{response.request.method} {response.request.url.path}: {response.text}")
    answer = response.json()
    assert isinstance(answer, dict), "the API answers objects"
    return answer
