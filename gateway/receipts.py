"""Receipt codes of twenty characters, which open what was sent without an account to whoever has them (ENG-63, ENG-66).

A code is derived under the own key in the vault of what it is for, so that a request that is sent again is answered
with the same one and nobody else can make it out; only its hash is stored.
"""

from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from pydantic import StringConstraints

from contracts.errors import Rejected
from contracts.signs import write_signs
from infra.vault import Vault

LENGTH: Final = 20
NO_CODE: Final = "0" * LENGTH
NO_HASH: Final = sha256(b"").hexdigest()
"""What a code is compared with where there is nothing else."""
SHORTEST_KEY: Final = 20
"""Characters: who sends a key again is told the receipt code again, so that it must not be guessed; a UUID has 36."""
ReceiptCode = Annotated[str, StringConstraints(min_length=LENGTH, max_length=40, pattern=r"^[0-9A-Za-z -]+$")]
"""With or without hyphens and spaces."""


def name_code(code: str) -> str:
    """Return the hash under which a receipt code is kept."""
    return sha256(code.encode()).hexdigest()


def write_code(code: str) -> str:
    """Return a receipt code as people read it: four by four."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


async def make_code(vault: Vault, key: UUID, *, dry_run: bool = False) -> str:
    """Return the receipt code of what has a key; of what is only tried none that ever opens anything.

    Raises: SubjectErased, Unavailable.
    """
    if dry_run:
        return NO_CODE
    drawn = int.from_bytes(await vault.derive(key, "receipt", b""))
    return write_signs(drawn, LENGTH)


def require_unguessable(key: str) -> None:
    """Refuse an Idempotency-Key that somebody else might guess. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED."""
    if len(key) < SHORTEST_KEY:
        message = f"Idempotency-Key에 남이 짐작할 수 없는 값을 {SHORTEST_KEY}자 이상으로 넣으세요."
        raise Rejected("IDEMPOTENCY_KEY_REQUIRED", message)
