"""RabbitMQ's management API: is the vhost there, load definitions, give a login its rights."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Collection, Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from infra.local.errors import Unavailable

VHOST = "hwanryu"
WAIT_S = 10.0
"""Seconds for one call; definitions with all queues load in under 2."""
ALL_RIGHTS = {"configure": ".*", "write": ".*", "read": ".*"}


def make_definitions(password: str) -> dict[str, object]:
    """Return the smallest definitions: the vhost and its administrator, no queue."""
    return {
        "vhosts": [{"name": VHOST}],
        "users": [{"name": "admin", "password": password, "tags": ["administrator"]}],
        "permissions": [{"user": "admin", "vhost": VHOST, **ALL_RIGHTS}],
    }


def leave_out_users(definitions: Mapping[str, object], names: Collection[str]) -> dict[str, object]:
    """Return `definitions` without the users `names` and their permissions."""

    def keep(rows: object, key: str) -> object:
        return [row for row in rows if row.get(key) not in names] if isinstance(rows, list) else rows

    keys = {"users": "name", "permissions": "user", "topic_permissions": "user"}
    return {part: keep(rows, keys[part]) if part in keys else rows for part, rows in definitions.items()}


async def has_vhost(management_url: str) -> bool:
    """Tell whether the API accepts the login in `management_url` and knows the vhost."""
    try:
        await _call("GET", management_url, f"/api/vhosts/{VHOST}")
    except Unavailable:
        return False
    return True


async def load_definitions(management_url: str, definitions: Mapping[str, object]) -> None:
    """Load vhost, users, permissions, queues and policies into the broker.

    Raises:
        Unavailable: the API does not answer or refuses.
    """
    await _call("POST", management_url, "/api/definitions", definitions)


async def allow_login(management_url: str, login: str) -> None:
    """Give the existing user `login` every right in the vhost.

    Raises:
        Unavailable: the API does not answer or refuses.
    """
    await _call("PUT", management_url, f"/api/permissions/{VHOST}/{quote(login, safe='')}", ALL_RIGHTS)


async def _call(method: str, management_url: str, path: str, body: Mapping[str, object] | None = None) -> None:
    parts = urlsplit(management_url)
    login = f"{unquote(parts.username or 'guest')}:{unquote(parts.password or 'guest')}"
    authority = parts.netloc.rpartition("@")[2]
    request = Request(  # noqa: S310 - the scheme comes from the operator's own setting
        f"{parts.scheme}://{authority}{parts.path.rstrip('/')}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
            "Content-Type": "application/json",
        },
        method=method,
    )
    await asyncio.to_thread(_send, request, authority)


def _send(request: Request, authority: str) -> None:
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=WAIT_S) as answer:
            answer.read()
    except HTTPError as refusal:
        raise Unavailable(f"the management API at {authority} answered {refusal.code} {refusal.reason}") from refusal
    except (URLError, OSError) as failure:
        raise Unavailable(f"the management API at {authority} does not answer ({failure})") from failure
