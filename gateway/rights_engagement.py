"""Who may use the addresses of the engagement's context; a part of the rights file, in letters as decided.md has them.

M mayor, E executive, O coordinating office, D officer, A auditor, X administrator, C citizen. The empty word: nobody is
asked who they are.
"""

from collections.abc import Mapping
from typing import Final

STAFF: Final = "MEODAX"
ANYBODY: Final = ""

READS: Final[Mapping[str, str]] = {
    "/v1/town-halls": STAFF,
    "/v1/town-halls/{town_hall}": STAFF,
}
"""By path, of GET."""

COMMANDS: Final[Mapping[str, str]] = {
    "/v1/town-halls": "O",
    "/v1/town-halls/{subject}/announce": "O",
    "/v1/town-halls/{subject}/cancel": "O",
    "/v1/town-halls/{subject}/open-registration": "O",
    "/v1/town-halls/{subject}/open-doors": "O",
    "/v1/town-halls/{subject}/close": "O",
    "/v1/town-halls/{subject}/spend": "O",
}
"""By path, of POST with an Idempotency-Key."""
