"""Random passwords and keys of one installation, kept in one private file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.local.places import current_identity, write_private


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the processes of one installation prove themselves with."""

    databases: Mapping[str, str]
    """Password by PostgreSQL login, such as hwanryu_registry."""
    broker: Mapping[str, str]
    """Password by RabbitMQ login: each role's name, and admin."""
    token_key: str
    """Key that signs access tokens, 256 bits as hexadecimal digits."""


def make_password() -> str:
    """Return 192 random bits in letters, digits, - and _, which need no quoting in a URL."""
    return secrets.token_urlsafe(24)


def make_secrets(logins: Iterable[str], broker_logins: Iterable[str]) -> Secrets:
    """Return fresh secrets for these logins."""
    return Secrets(
        databases={login: make_password() for login in logins},
        broker={login: make_password() for login in broker_logins},
        token_key=secrets.token_hex(32),
    )


def keep_secrets(file: Path, logins: Iterable[str], broker_logins: Iterable[str]) -> Secrets:
    """Return the secrets of `file`, with fresh ones for logins that it lacks; the file is written with mode 0600."""
    fresh = make_secrets(logins, broker_logins)
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    kept = Secrets(
        databases={**fresh.databases, **known.get("databases", {})},
        broker={**fresh.broker, **known.get("broker", {})},
        token_key=known.get("token_key", fresh.token_key),
    )
    write_private(file, json.dumps(asdict(kept), indent=2) + "\n", current_identity())
    return kept
