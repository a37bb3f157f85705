"""Who may use the addresses of the evaluations' context; a part of the rights file, in letters as decided.md has them.

M mayor, E executive, O coordinating office, D officer, A auditor, X administrator, C citizen. The empty word: nobody is
asked who they are.
"""

from collections.abc import Mapping
from typing import Final

STAFF: Final = "MEODAX"

READS: Final[Mapping[str, str]] = {
    "/v1/evaluation-plans": STAFF,
    "/v1/evaluation-plans/{year}": STAFF,
    "/v1/scorecards": "MEOA",
}
"""By path, of GET."""
COMMANDS: Final[Mapping[str, str]] = {
    "/v1/evaluation-plans/{year}/draft": "O",
    "/v1/evaluation-plans/{year}/adopt": "O",
    "/v1/evaluation-plans/{year}/revise": "O",
}
"""By path, of POST with an Idempotency-Key."""
PAGES: Final[Mapping[str, str]] = {}
"""Pages and forms."""
