"""Who may use the addresses of the evaluations' context; a part of the rights file, in letters as decided.md has them.

M mayor, E executive, O coordinating office, D officer, A auditor, X administrator, C citizen. The empty word: nobody is
asked who they are.
"""

from collections.abc import Mapping
from typing import Final

STAFF: Final = "MEODAX"
ANYBODY: Final = ""

READS: Final[Mapping[str, str]] = {
    "/v1/evaluation-plans": STAFF,
    "/v1/evaluation-plans/{year}": STAFF,
    "/v1/province-cycles": "MEODA",
    "/v1/province-cycles/{year}": "MEODA",
    "/v1/province-cycles/{year}/forecast": "MEODA",
    "/v1/province-cycles/{year}/cvps.csv": "MEODA",
    "/v1/province-cycles/{year}/cvps.xlsx": "MEODA",
    "/v1/province-indicators": "MEODA",
    "/v1/province-indicators/{code}": "MEODA",
    "/v1/pledge-sets": STAFF,
    "/v1/pledge-sets/{term}": STAFF,
    "/v1/pledge-sets/{term}/board": STAFF,
    "/v1/pledge-sets/{term}/quarters/{quarter}": STAFF,
    "/v1/pledges": STAFF,
    "/v1/pledges/{pledge}": STAFF,
    "/v1/pledge-results": STAFF,
    "/v1/pledge-results/{code}": STAFF,
    "/v1/pledge-changes": STAFF,
    "/v1/pledge-changes/{change}": STAFF,
    "/v1/pledge-grades": STAFF,
    "/v1/open/pledge-results": ANYBODY,
    "/v1/open/pledge-results/{code}": ANYBODY,
    "/v1/scorecards": STAFF,
    "/v1/scorecards/{scorecard}": STAFF,
    "/v1/scoreboards/{year}": STAFF,
}
"""By path, of GET."""
COMMANDS: Final[Mapping[str, str]] = {
    "/v1/evaluation-plans/{year}/draft": "O",
    "/v1/evaluation-plans/{year}/adopt": "O",
    "/v1/evaluation-plans/{year}/revise": "O",
    "/v1/province-cycles/{year}/draft": "O",
    "/v1/province-cycles/{year}/confirm": "O",
    "/v1/province-cycles/{year}/revise": "O",
    "/v1/province-cycles/{year}/deadlines": "O",
    "/v1/province-cycles/{year}/briefings": "O",
    "/v1/province-cycles/{year}/league-results": "O",
    "/v1/province-indicators/{code}/results": "D",
    "/v1/province-indicators/{code}/rank": "O",
    "/v1/province-indicators/{code}/practices": "D",
    "/v1/province-indicators/{code}/selections": "O",
    "/v1/province-indicators/{code}/consulting": "OD",
    "/v1/province-indicators/{code}/panel-feedback": "O",
    "/v1/province-indicators/{code}/panel-answers": "D",
    "/v1/pledge-sets": "O",
    "/v1/pledge-sets/{term}/register": "O",
    "/v1/pledge-sets/{term}/confirm": "O",
    "/v1/pledge-sets/{term}/checks": "OD",
    "/v1/pledge-sets/{term}/publish": "O",
    "/v1/pledges/{subject}/lead": "O",
    "/v1/pledges/{subject}/feasibility": "OD",
    "/v1/pledges/{subject}/plan": "OD",
    "/v1/pledges/{subject}/check": "OD",
    "/v1/pledges/{subject}/confirm-done": "O",
    "/v1/pledges/{subject}/continue": "O",
    "/v1/pledge-changes": "OD",
    "/v1/pledge-changes/{subject}/jury": "O",
    "/v1/pledge-changes/{subject}/confirm": "O",
    "/v1/pledge-changes/{subject}/approve": "M",
    "/v1/pledge-changes/{subject}/publish": "O",
    "/v1/pledge-changes/{subject}/refuse": "OM",
    "/v1/pledge-grades/{year}/record": "O",
    "/v1/pledge-grades/{year}/estimate": "O",
    "/v1/scorecards/{scorecard}/propose-indicator": "OD",
    "/v1/scorecards/{scorecard}/revise-indicator": "OD",
    "/v1/scorecards/{scorecard}/return-indicator": "EO",
    "/v1/scorecards/{scorecard}/confirm-indicator": "EO",
    "/v1/scorecards/{scorecard}/link-indicator": "OD",
    "/v1/scorecards/{scorecard}/record-actual": "OD",
    "/v1/scorecards/{scorecard}/verify-actual": "EO",
    "/v1/scorecards/{scorecard}/return-actual": "EO",
    "/v1/scorecards/{scorecard}/rate": "EO",
    "/v1/scorecards/{scorecard}/adjust": "EO",
    "/v1/scorecards/{scorecard}/revoke-adjustment": "EO",
    "/v1/scorecards/{scorecard}/object": "D",
    "/v1/scorecards/{scorecard}/decide-objection": "EO",
    "/v1/scorecards/{scorecard}/award": "O",
    "/v1/scoreboards/{year}/fix": "O",
    "/v1/scoreboards/{year}/finalise": "O",
}
"""By path, of POST with an Idempotency-Key."""
PAGES: Final[Mapping[str, str]] = {
    "GET /province-cycles": "MEODA",
    "GET /province-cycles/{entry}": "MEODA",
    "GET /province-cycles/{entry}/forecast": "MEODA",
    "GET /province-cycles/{entry}/league": "MEODA",
    "GET /province-cycles/{entry}/briefings/{month}": "MEODA",
    "GET /province-cycles/{entry}/cvps.{ending}": "MEODA",
    "GET /province-cycles/{entry}/{act}": "O",
    "POST /province-cycles/{entry}/{act}": "O",
    "GET /province-indicators": "MEODA",
    "GET /province-indicators/{entry}": "MEODA",
    "GET /province-indicators/{entry}/{act}": "OD",
    "POST /province-indicators/{entry}/{act}": "OD",
}
"""Pages and forms."""
