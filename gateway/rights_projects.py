"""Who may use the addresses of the projects' context; a part of the rights file, in letters as decided.md has them.

M mayor, E executive, O coordinating office, D officer, A auditor, X administrator, C citizen. Which department an
officer is of the service knows. The empty word: nobody is asked who they are, for it was published.
"""

from collections.abc import Mapping
from typing import Final

STAFF: Final = "MEODAX"
ANYBODY: Final = ""

READS: Final[Mapping[str, str]] = {
    "/v1/calls": STAFF,
    "/v1/calls/{call}": STAFF,
    "/v1/bids": STAFF,
    "/v1/bids/win-rates": STAFF,
    "/v1/bids/{bid}": STAFF,
    "/v1/groups": STAFF,
    "/v1/groups/{code}": STAFF,
    "/v1/exchanges": STAFF,
    "/v1/exchanges/{exchange}": STAFF,
    "/v1/postings": STAFF,
    "/v1/postings/{posting}": STAFF,
    "/v1/attraction-targets": STAFF,
    "/v1/attraction-targets/counts": STAFF,
    "/v1/attraction-targets/{target}": STAFF,
    "/v1/attraction-counts": STAFF,
    "/v1/trends": STAFF,
    "/v1/campaigns": STAFF,
    "/v1/campaigns/{campaign}": STAFF,
    "/v1/discrepancies": STAFF,
    "/v1/discrepancies/counts": STAFF,
    "/v1/discrepancies/{discrepancy}": STAFF,
}
"""By path."""
COMMANDS: Final[Mapping[str, str]] = {
    "/v1/calls": "OD",
    "/v1/bids": "OD",
    "/v1/bids/{subject}/submit": "OD",
    "/v1/bids/{subject}/select": "OD",
    "/v1/bids/{subject}/reject": "OD",
    "/v1/bids/{subject}/support": "OD",
    "/v1/groups": "O",
    "/v1/groups/{code}/join": "O",
    "/v1/groups/{code}/leave": "O",
    "/v1/exchanges": "OD",
    "/v1/postings": "OD",
    "/v1/postings/{subject}/end": "OD",
    "/v1/postings/{subject}/report": "OD",
    "/v1/attraction-targets": "OD",
    "/v1/attraction-targets/{subject}/status": "OD",
    "/v1/attraction-targets/{subject}/kind": "OD",
    "/v1/attraction-counts": "OD",
    "/v1/trends": "OD",
    "/v1/campaigns": "OD",
    "/v1/campaigns/{subject}/phase": "OD",
    "/v1/discrepancies": "O",
    "/v1/discrepancies/{subject}/decide": "O",
}
"""By path."""
