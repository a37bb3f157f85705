"""The gateway's API as the sample's accounts use it: signed in, and tried again while the gateway asks for that."""

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import stamina

from infra.sample.plan import ABSENT

RETRY_S: Final = 90.0
"""How long one request is tried again while the gateway says 429, 503 or 504, or nothing: longer than a minute."""
ACCEPTED: Final = 202
UNAUTHORIZED: Final = 401
SIGN_INS: Final = 2
"""Passwords that the gateway checks at once (decided.md, Limits)."""


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
        return self._ask(user, "POST", path, {"Idempotency-Key": key}, body)

    def get(self, user: str, path: str) -> dict[str, object]:
        """Return what an account reads. Raises: ApiError, httpx.HTTPError."""
        return self._ask(user, "GET", path, {}, None)

    def upload(self, user: str, path: str, name: str, content: bytes) -> dict[str, object]:
        """Return the answer to a file that an account sends. Raises: ApiError, httpx.HTTPError."""
        return self._ask(user, "POST", path, {}, None, {"file": (name, content)})

    def _ask(
        self,
        user: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: dict[str, object] | None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> dict[str, object]:
        return _persist(lambda: self._send(user, method, path, headers, body, files))

    def begin(self, user: str, path: str, body: dict[str, object]) -> None:
        """Ask for what then goes on by itself (202). Raises: ApiError, httpx.HTTPError."""
        answer = self._send(user, "POST", path, {}, body)
        if answer.status_code != ACCEPTED:
            _read(answer)

    def _send(
        self,
        user: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: dict[str, object] | None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> httpx.Response:
        """Return an answer; a token that has expired is got anew, once."""
        if user not in self._tokens:
            self.sign_in([user])
        answer = self._client.request(method, path, json=body, files=files, headers=headers | self._sign(user))
        if answer.status_code == UNAUTHORIZED:
            self.sign_in([user])
            answer = self._client.request(method, path, json=body, files=files, headers=headers | self._sign(user))
        return answer

    def _sign(self, user: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[user].result()}"}

    def _fetch_token(self, user: str) -> str:
        account, _, absent = user.partition(ABSENT)
        sign_in = {"user": account, "password": self._logins[account]["password"]}
        sign_in |= {"acting_for": absent} if absent else {}
        return str(_persist(lambda: self._client.post("/v1/token", json=sign_in))["token"])


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


def _persist(ask: Callable[[], httpx.Response]) -> dict[str, object]:
    """Return an answer, asked for again while the gateway is late: what is asked so may be asked twice."""
    again = (_Later, httpx.TransportError)
    for attempt in stamina.retry_context(on=again, attempts=None, timeout=RETRY_S, wait_max=1.0):
        with attempt:
            return _read(ask())
    raise AssertionError("retry_context returns or raises")


def _read(response: httpx.Response) -> dict[str, object]:
    if response.status_code in {202, 429, 503, 504}:
        raise _Later(response.text)
    if response.is_error:
        raise ApiError(f"{response.request.method} {response.request.url.path}: {response.text}")
    answer = response.json()
    assert isinstance(answer, dict), "the API answers objects"
    return answer
