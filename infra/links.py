"""Links that somebody holds: an id and a generation, sealed under a key of the vault; kept nowhere, not even as a hash.

A link is base64url of 16 bytes of an id, one byte of a generation, and 15 bytes of their name under the key of what it
leads to. Nobody without the key makes one, and once the key is destroyed nobody can tell a true one any more.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final
from uuid import UUID

from infra.vault import SubjectErased, Vault

BYTES: Final = 32
NAMED: Final = 17
"""Bytes before the seal: id and generation."""
LENGTH: Final = 43
"""Characters of a link."""


@dataclass(frozen=True, slots=True)
class Link:
    """What somebody says to hold."""

    key: UUID
    generation: int
    seal: bytes

    @property
    def named(self) -> bytes:
        """Return what is sealed."""
        return self.key.bytes + bytes([self.generation])


async def make_link(vault: Vault, to: UUID, purpose: str, key: UUID, generation: int) -> str:
    """Return the link of a key to something. Raises: SubjectErased, Unavailable."""
    link = Link(key, generation, b"")
    sealed = link.named + await _seal(vault, to, purpose, link)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def read_link(text: str) -> Link | None:
    """Return what a text says to be; None of what cannot be a link."""
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(f"{text}=")
    except binascii.Error:
        return None
    return Link(UUID(bytes=raw[:16]), raw[16], raw[NAMED:]) if len(raw) == BYTES else None


async def is_genuine(vault: Vault, to: UUID, purpose: str, link: Link) -> bool:
    """Tell in constant time whether a link is a true one; none is once the key is destroyed. Raises: Unavailable."""
    try:
        seal = await _seal(vault, to, purpose, link)
    except SubjectErased:
        return False
    return compare_digest(seal, link.seal)


async def _seal(vault: Vault, to: UUID, purpose: str, link: Link) -> bytes:
    return (await vault.derive(to, purpose, link.named))[: BYTES - NAMED]
