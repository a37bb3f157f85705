"""Loads the sample over HTTP: the clock moves forward, each act happens at its own time, twice is once."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

import httpx
import stamina

from infra.sample.plan import ABSENT, OPERATOR, Request, fill, plan_sample
from infra.sample.story import ENDS_AT, STARTS_AT

RETRY_S: Final = 90.0
"""How long one request is tried again while the gateway says 429, 503 or 504: longer than a minute of its rate."""
UNAUTHORIZED: Final = 401
AT_ONCE: Final = 8
"""Requests of one crowd on their way together."""
SIGN_INS: Final = 2
"""Passwords that the gateway checks at once (decided.md, Limits)."""
Advance = Callable[[int, int, datetime], None]
"""Told after each step: steps done, steps in all, what the clock shows."""


class ApiError(Exception):
    """The gateway refused a request of the sample; the text has its problem."""


class Api:
    """The gateway's API as the sample's accounts use it."""

    def __init__(self, client: httpx.Client, doors: Executor, logins: dict[str, dict[str, str]]) -> None:
        self._client = client
        self._doors = doors
        self._logins = logins
        self._tokens: dict[str, Future[str]] = {}

    def sign_in(self, users: Iterable[str]) -> None:
        """Begin to sign accounts in, a fifth of a second each: their first requests need not wait for it."""
        for user in users:
            self._tokens[user] = self._doors.submit(self._fetch_token, user)

    def post(self, user: str, path: str, body: dict[str, object], key: str) -> dict[str, object]:
        """Return the answer to a command of an account, or of one for another. Raises: ApiError, httpx.HTTPError."""
        for attempt in stamina.retry_context(on=_Later, attempts=None, timeout=RETRY_S, wait_max=1.0):
            with attempt:
                return _read(self._send(user, "POST", path, {"Idempotency-Key": key}, body))
        raise AssertionError("retry_context returns or raises")

    def get(self, user: str, path: str) -> dict[str, object]:
        """Return what an account reads. Raises: ApiError, httpx.HTTPError."""
        return _read(self._send(user, "GET", path, {}, None))

    def _send(
        self, user: str, method: str, path: str, headers: dict[str, str], body: dict[str, object] | None
    ) -> httpx.Response:
        """Return an answer; a token that has expired is got anew, once."""
        if user not in self._tokens:
            self.sign_in([user])
        answer = self._client.request(method, path, json=body, headers=headers | self._sign(user))
        if answer.status_code == UNAUTHORIZED:
            self.sign_in([user])
            answer = self._client.request(method, path, json=body, headers=headers | self._sign(user))
        return answer

    def _sign(self, user: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[user].result()}"}

    def _fetch_token(self, user: str) -> str:
        account, _, absent = user.partition(ABSENT)
        sign_in = {"user": account, "password": self._logins[account]["password"]}
        sign_in |= {"acting_for": absent} if absent else {}
        return str(_read(self._client.post("/v1/token", json=sign_in))["token"])


class _Later(Exception):
    """The gateway asked to come back."""


@contextmanager
def open_api(base_url: str, logins: Path) -> Iterator[Api]:
    """Give the API with the accounts of a logins file. Raises: OSError, ValueError."""
    accounts = json.loads(logins.read_text(encoding="utf-8"))
    with (
        httpx.Client(base_url=base_url, timeout=15.0, trust_env=False) as client,
        ThreadPoolExecutor(SIGN_INS) as doors,
    ):
        yield Api(client, doors, accounts)


def load_sample(api: Api, advance: Advance, until: datetime = ENDS_AT) -> int:
    """Load what is missing of the sample up to a moment; return how many requests were sent.

    The clock moves on only when all of its moment is done. So a load that was cut off goes on where the clock stands;
    of what lies before it only that is sent again whose ids are needed, and is answered as it was then. An installation
    beyond `until`, or used on the clock of the wall, is left alone. Raises: ApiError, httpx.HTTPError.
    """
    begun_at = _find_begin(api)
    if begun_at is None or begun_at >= until:
        return 0
    requests = [each for each in plan_sample(until) if each.makes or each.at >= begun_at]
    api.sign_in(dict.fromkeys(each.user for each in requests if ABSENT not in each.user))
    made: dict[str, str] = {}
    shown = begun_at
    _set_clock(api, shown)
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for crowd in _gather(requests):
            if crowd[0].at > shown:
                shown = crowd[0].at
                _set_clock(api, shown)
            for each, answer in zip(crowd, pool.map(partial(_send, api, made), crowd), strict=True):
                made |= zip(each.makes, _find_ids(answer), strict=bool(each.makes))
                done += 1
                advance(done, len(requests), shown)
    _set_clock(api, until)
    return len(requests)


def _gather(requests: Sequence[Request]) -> Iterator[list[Request]]:
    """Yield each request by itself, and each crowd of one moment together."""
    for (_, crowd), group in groupby(requests, attrgetter("at", "crowd")):
        if crowd is None:
            yield from ([each] for each in group)
        else:
            yield list(group)


def _find_begin(api: Api) -> datetime | None:
    """Return what the manual clock shows, its first moment where nothing has been entered; None on that of the wall."""
    face = api.get(OPERATOR, "/v1/clock")
    if face["manual"]:
        return datetime.fromisoformat(str(face["now"]))
    is_used = api.get(OPERATOR, "/v1/org/departments?limit=1")["data"]  # the first event has chosen the clock
    return None if is_used else STARTS_AT


def _set_clock(api: Api, moment: datetime) -> None:
    api.post(OPERATOR, "/v1/clock", {"now": moment.isoformat()}, f"sample-clock-{moment.isoformat()}")


def _send(api: Api, made: Mapping[str, str], request: Request) -> dict[str, object]:
    path, body = fill(request.path, made), fill(request.body, made)
    assert isinstance(path, str)
    assert isinstance(body, dict)
    return api.post(request.user, path, body, f"sample-{request.key}")


def _find_ids(answer: dict[str, object]) -> list[str]:
    """Return the ids of what was made: of a memo's split, its directives'."""
    parts = answer.get("directives")
    return [str(part["id"]) for part in parts] if isinstance(parts, list) else [str(answer.get("id"))]


def _read(response: httpx.Response) -> dict[str, object]:
    if response.status_code in {202, 429, 503, 504}:
        raise _Later(response.text)
    if response.is_error:
        raise ApiError(f"{response.request.method} {response.request.url.path}: {response.text}")
    answer = response.json()
    assert isinstance(answer, dict), "the API answers objects"
    return answer
