"""Authenticated encryption (AES-256-GCM) and rings of keys, of which the first seals and every one opens.

ValueError
└── SealBroken           not sealed by these keys for this place, or changed since
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""Drawn at random: safe for 2**32 messages under one key (NIST SP 800-38D, 8.3)."""


class SealBroken(ValueError):
    """Not sealed by these keys for this place, or changed since."""


def make_key() -> bytes:
    """Return 256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal_bytes(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Return nonce and ciphertext; it opens with the same key and the same place only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def open_bytes(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Return what was sealed. Raises: SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("it was not sealed with this key for this place, or it was changed") from error


def pack_fields(*fields: str | bytes) -> bytes:
    """Return fields as one string of bytes, each with its length before it: no other fields give the same."""
    packed = (field.encode() if isinstance(field, str) else field for field in fields)
    return b"".join(len(field).to_bytes(4) + field for field in packed)


def write_base64(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_base64(text: str) -> bytes:
    """Return the bytes of base64url, padded or not. Raises: SealBroken where they would not be written so."""
    bare = text.rstrip("=")
    try:
        raw = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBroken("no base64url") from error
    if write_base64(raw) != bare:
        raise SealBroken("no canonical base64url")
    return raw


def name_key(key: bytes) -> str:
    """Return the id of a key: lower-case hex of the first 8 bytes of its sha256."""
    return sha256(key).hexdigest()[:16]


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """Keys by id; the first one seals, the others open what was sealed before a rotation. Never shown."""

    keys: Mapping[str, bytes]

    @property
    def current(self) -> tuple[str, bytes]:
        """Id and bytes of the key that seals now."""
        return next(iter(self.keys.items()))

    @property
    def oldest(self) -> bytes:
        """The key that stays the same through rotations: the last one."""
        return list(self.keys.values())[-1]

    def find(self, key_id: str) -> bytes:
        """Return a key. Raises: SealBroken where the ring lacks it."""
        try:
            return self.keys[key_id]
        except KeyError as error:
            raise SealBroken(f"no key {key_id} on this ring") from error


def read_ring(text: str) -> KeyRing:
    """Return the ring of a setting: base64url keys of 32 bytes, the current one first, comma between them.

    Raises: ValueError; it does not repeat the setting.
    """
    keys = [_read_key(each) for each in text.split(",") if each.strip()]
    if not keys:
        raise ValueError("the ring has no key")
    return KeyRing({name_key(key): key for key in keys})


def read_rings(text: str) -> dict[str, KeyRing]:
    """Return named rings: `name=key,name=key`, of each name the current key first. Raises: ValueError."""
    named: dict[str, list[str]] = {}
    for pair in text.split(","):
        if pair.strip():
            name, _, key = pair.partition("=")
            named.setdefault(name.strip(), []).append(key)
    return {name: read_ring(",".join(keys)) for name, keys in named.items()}


def _read_key(text: str) -> bytes:
    try:
        key = read_base64(text.strip())
    except SealBroken:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is base64url of {KEY_BYTES} bytes")
    return key
