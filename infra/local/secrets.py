"""Random passwords and keys of one installation, kept in one private file."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.local.places import current_identity, write_private

CLASS_HOLDERS: Mapping[str, tuple[str, ...]] = {
    "audit": ("directives", "gateway"),
    "integrity": ("engagement", "gateway"),
}
"""Confidential class and the roles that hold its key: who decides it and who answers its readers, nobody else."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the processes of one installation prove themselves with."""

    databases: Mapping[str, str]
    """Password by PostgreSQL login, such as hwanryu_registry."""
    broker: Mapping[str, str]
    """Password by RabbitMQ login: each role's name, and admin."""
    token_key: str
    """Key that signs access tokens, 256 bits as hexadecimal digits."""
    vault_key: str
    """Master key of the vault, base64url; a comma and the key before it after a rotation."""
    class_keys: Mapping[str, str]
    """Key by confidential class, as `vault_key`."""
    signing_keys: Mapping[str, str]
    """Ed25519 private key by service, base64url: it signs the heads of that service's log."""

    def list_keys(self, role: str) -> dict[str, str]:
        """Return the keys that a role is handed, by their setting; database and broker passwords come in its URLs."""
        held = [
            f"{name}={key}"
            for name, keys in self.class_keys.items()
            for key in keys.split(",")
            if role in CLASS_HOLDERS[name]
        ]
        keys = {"CLASS_KEYS": ",".join(held)} if held else {}
        if role in self.signing_keys:
            keys["SIGNING_KEY"] = self.signing_keys[role]
        if role == "gateway":
            keys |= {"TOKEN_KEY": self.token_key, "VAULT_KEY": self.vault_key, "HEAD_KEYS": self._list_public_keys()}
        return keys

    def _list_public_keys(self) -> str:
        from infra.heads import derive_public_keys

        return ",".join(f"{name}={key}" for name, keys in self.signing_keys.items() for key in derive_public_keys(keys))


def make_password() -> str:
    """Return 192 random bits in letters, digits, - and _, which need no quoting in a URL."""
    return secrets.token_urlsafe(24)


def make_key() -> str:
    """Return 256 random bits as base64url without padding."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def make_secrets(logins: Iterable[str], broker_logins: Iterable[str], services: Iterable[str]) -> Secrets:
    """Return fresh secrets for these logins and services."""
    return Secrets(
        databases={login: make_password() for login in logins},
        broker={login: make_password() for login in broker_logins},
        token_key=secrets.token_hex(32),
        vault_key=make_key(),
        class_keys={name: make_key() for name in CLASS_HOLDERS},
        signing_keys={service: make_key() for service in services},
    )


def keep_secrets(file: Path, logins: Iterable[str], broker_logins: Iterable[str], services: Iterable[str]) -> Secrets:
    """Return the secrets of `file`, with fresh ones for what it lacks; the file is written with mode 0600."""
    fresh = make_secrets(logins, broker_logins, services)
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    kept = Secrets(
        databases={**fresh.databases, **known.get("databases", {})},
        broker={**fresh.broker, **known.get("broker", {})},
        token_key=known.get("token_key", fresh.token_key),
        vault_key=known.get("vault_key", fresh.vault_key),
        class_keys={**fresh.class_keys, **known.get("class_keys", {})},
        signing_keys={**fresh.signing_keys, **known.get("signing_keys", {})},
    )
    write_private(file, json.dumps(asdict(kept), indent=2) + "\n", current_identity())
    return kept
