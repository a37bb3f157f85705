"""Contacts over which citizens are reached: sealed, and named so that whoever opts out is known again (ENG-34)."""

from typing import Final
from uuid import UUID

from gateway.answers.participants import NoPhone, normalize_phone
from infra.vault import Vault

CONTACT: Final = "engagement.suggestion.contact"
"""What a contact is sealed as, of a petition or of any other case."""
INSTALLATION: Final = UUID("6f3a1c1e-4d0a-4a7e-9a53-0c8f3e0b7f11")
"""Under whose key contacts are named: no person's, and never destroyed, for opting out is kept (ENG-34)."""
NAME: Final = 16
"""Bytes of a name."""


async def name_contact(vault: Vault, contact: str) -> str:
    """Return the name of a contact: the same however the number is written. Raises: SubjectErased, Unavailable."""
    return (await vault.derive(INSTALLATION, "contact", normalize(contact).encode()))[:NAME].hex()


def normalize(contact: str) -> str:
    """Return a contact as one person always writes it."""
    try:
        return normalize_phone(contact)
    except NoPhone:
        return contact.strip().casefold()
