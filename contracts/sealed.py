"""What travels sealed: a person's data in single fields, and whole commands and events of a confidential class."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import StringConstraints

from contracts.messages import Command, Event
from contracts.values import Box, Code, KeyId, Storable

LEAST: Final = 38
"""Characters of nonce and tag alone: 28 bytes."""
SEALED_TEXT: Final = 21_440
"""Characters of the longest sealed field: 4,000 characters of text in at most 16,000 bytes, 28 of nonce and tag."""
Sealed = Annotated[
    str,
    StringConstraints(
        pattern=r"^sealed\.1\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9_-]{38,}$", max_length=SEALED_TEXT
    ),
    Storable,
]
"""Personal data of one subject: `sealed.1.<subject>.<base64url of nonce and ciphertext>`; only infra/vault.py opens it.

The tenant, the subject and the name of the field are bound in, so that it opens nowhere else.
"""


def read_subject(sealed: Sealed) -> UUID:
    """Return whose data a sealed field holds."""
    return UUID(sealed.split(".")[2])


def blank_field(subject: UUID) -> Sealed:
    """Return what stands for a sealed field of somebody where nothing is kept of it: no key opens it."""
    return f"sealed.1.{subject}.{'A' * LEAST}"


class SealedEvent(Event):
    """An event of a confidential class; `<context>.sealed.v1`. Who lacks the class key sees this and ignores it."""

    sealed_for: Code
    """The class: audit, personnel or integrity."""
    key: KeyId
    """Which key of the class."""
    box: Box
    """The event and who acted; bound to tenant, context, stream and version."""


class SealedCommand(Command):
    """A command of a confidential class; `<context>.sealed_command.v1`. Its envelope tells what delivery needs."""

    sealed_for: Code
    key: KeyId
    box: Box
    """The whole true envelope; bound to tenant, context and command id."""
