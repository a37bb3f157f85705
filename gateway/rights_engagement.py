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
    "/v1/town-halls/{town_hall}/counts": STAFF,
    "/v1/town-hall-cycles/{year}": STAFF,
    "/v1/open/town-halls": ANYBODY,
    "/v1/open/town-halls/{town_hall}": ANYBODY,
    "/v1/participants": "OA",
    "/v1/feedback": STAFF,
    "/v1/feedback/{feedback}": STAFF,
    "/v1/participants/{participant}": "OA",
    "/v1/briefings": STAFF,
    "/v1/briefings/counts": STAFF,
    "/v1/briefings/{briefing}": STAFF,
    "/v1/relays": STAFF,
    "/v1/relays/{relay}": STAFF,
    "/v1/open/relays": ANYBODY,
    "/v1/open/relays/{relay}": ANYBODY,
    "/v1/suggestions": STAFF,
    "/v1/suggestions/{suggestion}": STAFF,
    "/v1/auditor-bodies": STAFF,
    "/v1/auditor-bodies/{body}": STAFF,
    "/v1/audit-proposals": STAFF,
    "/v1/audit-proposals/{proposal}": STAFF,
    "/v1/juries": STAFF,
    "/v1/juries/{jury}": STAFF,
    "/v1/open/juries": ANYBODY,
    "/v1/open/juries/{jury}": ANYBODY,
    "/v1/open/juries/{jury}/frame.csv": ANYBODY,
    "/v1/open/juries/{jury}/draw.json": ANYBODY,
    "/v1/rounds": STAFF,
    "/v1/rounds/{round}": STAFF,
    "/v1/rounds/{round}/tally": STAFF,
    "/v1/rounds/{round}/result": STAFF,
    "/v1/open/receipts/{receipt}": ANYBODY,
}
"""By path, of GET."""
SHARED: Final = (
    "GET /v1/open/rounds/{round}",
    "GET /v1/open/town-halls/{town_hall}/live",
    "POST /v1/open/rounds/{round}/ballots",
)
"""What a hall asks behind one address: who holds a ticket is counted by that (gateway/routers/ballots.py)."""

COMMANDS: Final[Mapping[str, str]] = {
    "/v1/town-halls": "O",
    "/v1/town-halls/{subject}/announce": "O",
    "/v1/town-halls/{subject}/cancel": "O",
    "/v1/briefings": "OD",
    "/v1/relays": "OD",
    "/v1/relays/{subject}/entries": "OD",
    "/v1/relays/{subject}/hide-entry": "OD",
    "/v1/suggestions": "OD",
    "/v1/open/suggestions": ANYBODY,
    "/v1/suggestions/{subject}/classify": "O",
    "/v1/suggestions/{subject}/transfer": "OD",
    "/v1/suggestions/{subject}/request-supplement": "OD",
    "/v1/suggestions/{subject}/supplement": "OD",
    "/v1/suggestions/{subject}/extend": "OD",
    "/v1/suggestions/{subject}/answer": "OD",
    "/v1/auditor-bodies": "OA",
    "/v1/auditor-bodies/{subject}/appoint": "OA",
    "/v1/auditor-bodies/{subject}/end-auditor": "OA",
    "/v1/auditor-bodies/{subject}/report-activity": "OA",
    "/v1/audit-proposals": "OA",
    "/v1/audit-proposals/{subject}/answer": "A",
    "/v1/juries": "O",
    "/v1/juries/{subject}/draw": "O",
    "/v1/juries/{subject}/appoint": "O",
    "/v1/juries/{subject}/replace": "O",
    "/v1/juries/{subject}/hold-session": "O",
    "/v1/juries/{subject}/vote": "O",
    "/v1/juries/{subject}/conclude": "O",
    "/v1/town-halls/{subject}/open-registration": "O",
    "/v1/town-halls/{subject}/open-doors": "O",
    "/v1/town-halls/{subject}/close": "O",
    "/v1/town-halls/{subject}/spend": "O",
    "/v1/town-halls/{town_hall}/participants": "O",
    "/v1/town-halls/{town_hall}/check-in": "O",
    "/v1/town-halls/{subject}/release-seats": "O",
    "/v1/participants/{participant}/withdraw": "O",
    "/v1/participants/{participant}/reissue": "O",
    "/v1/feedback": "O",
    "/v1/feedback/{subject}/reply": "D",
    "/v1/feedback/{subject}/adopt": "O",
    "/v1/feedback/{subject}/decline": "O",
    "/v1/feedback/{subject}/refer": "O",
    "/v1/open/town-halls/{town_hall}/registrations": ANYBODY,
    "/v1/open/town-halls/{town_hall}/standing": ANYBODY,
    "/v1/open/town-halls/{town_hall}/enter": ANYBODY,
    "/v1/open/town-halls/{town_hall}/withdraw": ANYBODY,
    "/v1/rounds": "O",
    "/v1/rounds/{subject}/rule": "O",
    "/v1/rounds/{subject}/open": "O",
    "/v1/rounds/{subject}/pause": "O",
    "/v1/rounds/{subject}/resume": "O",
    "/v1/rounds/{subject}/close": "O",
    "/v1/rounds/{subject}/rerun": "O",
    "/v1/rounds/{round}/publish": "O",
    "/v1/rounds/{round}/verify": "OA",
    "/v1/rounds/{round}/tallies": "OD",
}
"""By path, of POST with an Idempotency-Key."""

PAGES: Final[Mapping[str, str]] = {
    "GET /vote/{session}": ANYBODY,
    "GET /screen/{session}": ANYBODY,
    "GET /town-halls": STAFF,
    "GET /town-halls/new": "O",
    "POST /town-halls": "O",
    "GET /town-halls/{session}": STAFF,
    "GET /town-halls/{session}/{act}": "O",
    "POST /town-halls/{session}/{act}": "O",
    "GET /town-halls/{session}/rounds/new": "O",
    "POST /town-halls/{session}/rounds": "O",
    "GET /town-halls/{session}/rounds/{of_round}/{act}": "O",
    "POST /town-halls/{session}/rounds/{of_round}/{act}": "O",
    "GET /suggest": ANYBODY,
    "POST /suggest": ANYBODY,
    "GET /suggest/status": ANYBODY,
    "GET /suggestions": STAFF,
    "GET /suggestions/new": "OD",
    "POST /suggestions": "OD",
    "GET /suggestions/{entry}": STAFF,
    "GET /suggestions/{entry}/{act}": "OD",
    "POST /suggestions/{entry}/{act}": "OD",
}
"""Pages of the console, by method and path."""

GUESSED: Final = ("/v1/open/suggestions/status", "/suggest/status")
"""By path, of POST without an account, by what somebody knows: tries are as rare as those to sign in."""
