"""The rights file beside the table of decided.md, Rights, written out by hand: every route of the API, every role.

That what the file says is what happens is tested over HTTP, route by route (tests/e2e/test_rights.py).
"""

from typing import Final

from contracts.values import Role
from gateway.rights import RIGHTS

LETTERS: Final = {
    "M": Role.MAYOR,
    "E": Role.EXECUTIVE,
    "O": Role.OPERATOR,
    "D": Role.OFFICER,
    "A": Role.AUDITOR,
    "X": Role.ADMINISTRATOR,
    "C": Role.CITIZEN,
}
"""D stands for S as well: which department an officer is of the service knows."""
TABLE: Final = (
    # Directives. The auditor stands in the office's place where only the audit may know of one (DIR-22).
    ("MEO A", "POST /v1/directives"),
    ("O A", "POST /v1/directives/{directive}/share"),
    ("O A", "POST /v1/directives/{directive}/accept"),
    ("O A", "POST /v1/directives/{directive}/return"),
    ("O A", "POST /v1/directives/{directive}/continue"),
    ("O A", "POST /v1/directives/{directive}/merge"),
    ("O A", "POST /v1/directives/{directive}/check"),
    ("D", "POST /v1/directives/{directive}/report"),
    ("D", "POST /v1/directives/{directive}/progress"),
    ("D", "POST /v1/directives/{directive}/outcome"),
    ("D", "POST /v1/directives/{directive}/team"),
    ("D", "POST /v1/directives/{directive}/acknowledge"),
    ("D", "POST /v1/directives/{directive}/reply"),
    ("DO A", "POST /v1/directives/{directive}/transfer"),
    ("MEO A", "POST /v1/directives/{directive}/cancel"),
    ("MEOD A", "POST /v1/directives/bulk"),
    ("MEODAX", "GET /v1/directives"),
    ("MEODAX", "GET /v1/directives/export"),
    ("MEODAX", "GET /v1/directives/{directive}"),
    ("MEODAX", "GET /v1/directives/check-list"),
    ("MEODAX", "GET /v1/directives/metrics"),
    # Memos are the issuers'; they are split, and reports published, by the office.
    ("MEO", "POST /v1/notes"),
    ("O", "POST /v1/notes/{note}/split"),
    ("MEOA", "GET /v1/notes"),
    ("MEOA", "GET /v1/notes/{note}"),
    ("O", "POST /v1/reports"),
    ("MEODAX", "GET /v1/reports"),
    ("MEODAX", "GET /v1/reports/{quarter}/{edition}"),
    # Registry, policies, holidays, clock: written by the office; the organisation and the calendar are public.
    ("MEODAXC", "GET /v1/org"),
    ("MEODAXC", "GET /v1/org/counts"),
    ("O", "POST /v1/org/counts"),
    ("MEODAXC", "GET /v1/org/departments"),
    ("MEODAXC", "GET /v1/org/departments/{code}"),
    ("O", "POST /v1/org/departments"),
    ("O", "POST /v1/org/departments/{code}/end"),
    ("MEODAXC", "GET /v1/org/teams"),
    ("O", "POST /v1/org/teams"),
    ("O", "POST /v1/org/teams/{code}/end"),
    ("MEODAXC", "GET /v1/terms"),
    ("O", "POST /v1/terms"),
    ("MEODAXC", "GET /v1/partners"),
    ("O", "POST /v1/partners"),
    ("O", "POST /v1/partners/{code}/alias"),
    ("MEODAX", "GET /v1/org/people"),
    ("MEODAX", "GET /v1/org/people/{person}"),
    ("O", "POST /v1/org/people"),
    ("O", "POST /v1/org/people/{person}/erase"),
    ("MEODAX", "GET /v1/org/assignments"),
    ("O", "POST /v1/org/assignments"),
    ("O", "POST /v1/org/assignments/{subject}/hand-over"),
    ("O", "POST /v1/org/assignments/{subject}/end"),
    ("MEODAX", "GET /v1/org/delegations"),
    ("O", "POST /v1/org/delegations"),
    ("O", "POST /v1/org/delegations/{subject}/revoke"),
    ("MEODAX", "GET /v1/meetings"),
    ("MEODAX", "GET /v1/meetings/{meeting}"),
    ("OD", "POST /v1/meetings"),
    ("OD", "POST /v1/meetings/{subject}/date"),
    ("OD", "POST /v1/meetings/{subject}/record"),
    ("OD", "POST /v1/meetings/{subject}/cancel"),
    ("MEODAX", "GET /v1/resolutions"),
    ("MEODAX", "GET /v1/resolutions/{resolution}"),
    ("O", "POST /v1/resolutions"),
    ("MEODAX", "GET /v1/concurrences"),
    ("MEODAX", "GET /v1/concurrences/{concurrence}"),
    ("OD", "POST /v1/concurrences"),
    ("OD", "POST /v1/concurrences/{subject}/concur"),
    ("OD", "POST /v1/concurrences/{subject}/refuse"),
    ("OD", "POST /v1/concurrences/{subject}/resubmit"),
    ("MEODAXC", "GET /v1/calendar/{year}"),
    ("MEODAXC", "GET /v1/calendar/deadline"),
    ("MEODAXC", "GET /v1/calendar/span"),
    ("MEODAXC", "GET /v1/calendar/schedule"),
    ("MEODAXC", "GET /v1/holidays"),
    ("O", "GET /v1/holidays/preview"),
    ("O", "POST /v1/holidays"),
    ("O", "POST /v1/holidays/bulk"),
    ("O", "POST /v1/holidays/revoke"),
    ("MEODAXC", "GET /v1/elections"),
    ("O", "POST /v1/elections"),
    ("O", "POST /v1/elections/cancel"),
    ("MEODAXC", "GET /v1/policies"),
    ("O", "POST /v1/policies"),
    ("MEODAXC", "GET /v1/clock"),
    ("O", "POST /v1/clock"),
    # Each asker's own notices, files and outcomes; who has read what only the audit may know.
    ("MEODAX", "GET /v1/notices"),
    ("MEODAX", "POST /v1/notices/read"),
    ("A", "GET /v1/reads"),
    ("MEODAX", "GET /v1/events"),
    ("MEODAXC", "GET /v1/commands"),
    ("MEODAXC", "GET /v1/commands/{command}"),
    ("MEODAX", "POST /v1/files"),
    ("MEODAX", "GET /v1/files/{sha256}"),
    ("MEODAX", "GET /v1/files/{sha256}/metadata"),
    ("MEODAX", "DELETE /v1/files/{sha256}"),
    # Accounts, clients, dead letters: X; reads O, A.
    ("X", "POST /v1/clients"),
    ("XOA", "GET /v1/clients"),
    ("XOA", "GET /v1/clients/{client}"),
    ("X", "POST /v1/clients/{client}/secrets"),
    ("X", "DELETE /v1/clients/{client}/secrets/{secret}"),
    ("X", "POST /v1/clients/{client}/revoke"),
    ("MEODAX", "GET /v1/status"),
    # Projects, their money, land and contracts: read by all staff, kept by officers and the office, which defines.
    ("MEODAX", "GET /v1/projects"),
    ("MEODAX", "GET /v1/projects/totals"),
    ("MEODAX", "GET /v1/projects/timeline"),
    ("MEODAX", "GET /v1/projects/{project}"),
    ("MEODAX", "GET /v1/projects/{project}/funding"),
    ("MEODAX", "GET /v1/projects/{project}/milestones"),
    ("MEODAX", "GET /v1/projects/{project}/parcels"),
    ("MEODAX", "GET /v1/projects/{project}/contracts"),
    ("MEODAX", "GET /v1/programmes"),
    ("MEODAX", "GET /v1/programmes/{code}"),
    ("MEODAX", "GET /v1/budget-rounds"),
    ("MEODAX", "GET /v1/contracts"),
    ("MEODAX", "GET /v1/contracts/{contract}"),
    ("OD", "POST /v1/projects"),
    ("OD", "POST /v1/projects/{subject}/correct"),
    ("OD", "POST /v1/projects/{subject}/start"),
    ("OD", "POST /v1/projects/{subject}/complete"),
    ("OD", "POST /v1/projects/{subject}/cancel"),
    ("OD", "POST /v1/projects/{subject}/fund"),
    ("OD", "POST /v1/projects/{subject}/assign-programme"),
    ("OD", "POST /v1/projects/{subject}/divide"),
    ("OD", "POST /v1/projects/{subject}/adjust-parts"),
    ("OD", "POST /v1/projects/{subject}/secure"),
    ("OD", "POST /v1/projects/{subject}/execute"),
    ("OD", "POST /v1/projects/{subject}/transfer"),
    ("OD", "POST /v1/projects/{subject}/carry-over"),
    ("OD", "POST /v1/projects/{subject}/plan-milestone"),
    ("OD", "POST /v1/projects/{subject}/replan-milestone"),
    ("OD", "POST /v1/projects/{subject}/forecast-milestone"),
    ("OD", "POST /v1/projects/{subject}/reach-milestone"),
    ("OD", "POST /v1/projects/{subject}/drop-milestone"),
    ("OD", "POST /v1/projects/{subject}/require-procedure"),
    ("OD", "POST /v1/projects/{subject}/pass-procedure"),
    ("OD", "POST /v1/projects/{subject}/fail-procedure"),
    ("OD", "POST /v1/projects/{subject}/register-parcels"),
    ("OD", "POST /v1/projects/{subject}/acquire-parcels"),
    ("OD", "POST /v1/projects/{subject}/list-facilities"),
    ("OD", "POST /v1/projects/{subject}/set-facility"),
    ("OD", "POST /v1/projects/{subject}/apply-for-property"),
    ("OD", "POST /v1/projects/{subject}/register-property"),
    ("OD", "POST /v1/projects/{subject}/distribute"),
    ("OD", "POST /v1/projects/{subject}/request-replacement"),
    ("O", "POST /v1/projects/{subject}/approve-replacement"),
    ("OD", "POST /v1/projects/{subject}/link-contribution"),
    ("OD", "POST /v1/projects/{subject}/note"),
    ("O", "POST /v1/programmes"),
    ("O", "POST /v1/budget-rounds"),
    ("OD", "POST /v1/contracts"),
    ("OD", "POST /v1/contracts/{subject}/brief"),
    ("OD", "POST /v1/contracts/{subject}/accept"),
    ("OD", "POST /v1/contracts/{subject}/amend"),
    # Imports: the office's, seen by the audit.
    ("OA", "GET /v1/imports"),
    ("O", "POST /v1/imports"),
    ("OA", "GET /v1/imports/template.xlsx"),
    ("OA", "GET /v1/imports/schema"),
    ("OA", "GET /v1/imports/{import_id}"),
    ("OA", "GET /v1/imports/{import_id}/report.xlsx"),
    ("O", "POST /v1/imports/{import_id}/apply"),
    # Calls, bids, groups, exchanges, institutions, campaigns: read by all staff, kept by officers and the office.
    ("MEODAX", "GET /v1/calls"),
    ("MEODAX", "GET /v1/calls/{call}"),
    ("MEODAX", "GET /v1/bids"),
    ("MEODAX", "GET /v1/bids/win-rates"),
    ("MEODAX", "GET /v1/bids/{bid}"),
    ("MEODAX", "GET /v1/groups"),
    ("MEODAX", "GET /v1/groups/{code}"),
    ("MEODAX", "GET /v1/exchanges"),
    ("MEODAX", "GET /v1/exchanges/{exchange}"),
    ("MEODAX", "GET /v1/postings"),
    ("MEODAX", "GET /v1/postings/{posting}"),
    ("MEODAX", "GET /v1/attraction-targets"),
    ("MEODAX", "GET /v1/attraction-targets/counts"),
    ("MEODAX", "GET /v1/attraction-targets/{target}"),
    ("MEODAX", "GET /v1/attraction-counts"),
    ("MEODAX", "GET /v1/trends"),
    ("MEODAX", "GET /v1/campaigns"),
    ("MEODAX", "GET /v1/campaigns/{campaign}"),
    ("OD", "POST /v1/calls"),
    ("OD", "POST /v1/bids"),
    ("OD", "POST /v1/bids/{subject}/submit"),
    ("OD", "POST /v1/bids/{subject}/select"),
    ("OD", "POST /v1/bids/{subject}/reject"),
    ("OD", "POST /v1/bids/{subject}/support"),
    ("O", "POST /v1/groups"),
    ("O", "POST /v1/groups/{code}/join"),
    ("O", "POST /v1/groups/{code}/leave"),
    ("OD", "POST /v1/exchanges"),
    ("OD", "POST /v1/postings"),
    ("OD", "POST /v1/postings/{subject}/end"),
    ("OD", "POST /v1/postings/{subject}/report"),
    ("OD", "POST /v1/attraction-targets"),
    ("OD", "POST /v1/attraction-targets/{subject}/status"),
    ("OD", "POST /v1/attraction-targets/{subject}/kind"),
    ("OD", "POST /v1/attraction-counts"),
    ("OD", "POST /v1/trends"),
    ("OD", "POST /v1/campaigns"),
    ("OD", "POST /v1/campaigns/{subject}/phase"),
    # Work plans and flagships are the office's, reviews' figures the lead department's, approvals who asks for them.
    ("MEODAX", "GET /v1/work-plans"),
    ("MEODAX", "GET /v1/work-plans/{year}"),
    ("MEODAX", "GET /v1/work-plans/{year}/progress"),
    ("MEODAX", "GET /v1/work-plans/{year}/budget-sheet"),
    ("MEODAX", "GET /v1/work-plans/{year}/editions"),
    ("MEODAX", "GET /v1/work-plans/{year}/editions/{edition}"),
    ("O", "POST /v1/work-plans"),
    ("O", "POST /v1/work-plans/{year}/correct"),
    ("O", "POST /v1/work-plans/{year}/publish"),
    ("O", "POST /v1/work-plans/{year}/budget-sheet"),
    ("MEODAX", "GET /v1/flagships"),
    ("MEODAX", "GET /v1/flagships/{year}"),
    ("MEODAX", "GET /v1/flagships/{year}/reviews"),
    ("O", "POST /v1/flagships/{year}/list"),
    ("MO", "POST /v1/flagships/{year}/approve"),
    ("MEODAX", "GET /v1/reviews"),
    ("MEODAX", "GET /v1/reviews/{review}"),
    ("O", "POST /v1/reviews"),
    ("OD", "POST /v1/reviews/quarterly"),
    ("OD", "POST /v1/reviews/{subject}/record"),
    ("O", "POST /v1/reviews/{subject}/remedy"),
    ("O", "POST /v1/reviews/{subject}/close"),
    ("MEODAX", "GET /v1/approvals"),
    ("MEODAX", "GET /v1/approvals/{approval}"),
    ("MEODAX", "GET /v1/approvals/{approval}/coverage"),
    ("OD", "POST /v1/approvals"),
    ("OD", "POST /v1/approvals/{subject}/facts"),
    ("OD", "POST /v1/approvals/{subject}/period"),
    ("OD", "POST /v1/approvals/{subject}/evidence"),
    ("OD", "POST /v1/approvals/{subject}/attach"),
    ("OD", "POST /v1/approvals/{subject}/grade"),
    ("OD", "POST /v1/approvals/{subject}/submit"),
    ("OD", "POST /v1/approvals/{subject}/pass"),
    ("OD", "POST /v1/approvals/{subject}/reject"),
    ("OD", "POST /v1/approvals/{subject}/forecast"),
    ("OD", "POST /v1/approvals/{subject}/reopen"),
    ("OD", "POST /v1/approvals/{subject}/track"),
    ("OD", "POST /v1/approvals/{subject}/target"),
    ("OD", "POST /v1/approvals/{subject}/actual"),
    ("OD", "POST /v1/approvals/{subject}/boom-up"),
    ("OD", "POST /v1/approvals/{subject}/boom-up-day"),
    ("OD", "POST /v1/approvals/{subject}/boom-up-record"),
    # Real names are kept by their departments and published by the office; a citizen asks for them and reads its own.
    ("MEODAX", "GET /v1/real-names"),
    ("MEODAX", "GET /v1/real-names/{real_name}"),
    ("O", "POST /v1/real-names"),
    ("OD", "POST /v1/real-names/{subject}/people"),
    ("OD", "POST /v1/real-names/{subject}/close-person"),
    ("OD", "POST /v1/real-names/{subject}/status"),
    ("O", "POST /v1/real-names/{subject}/publish"),
    ("MEODAXC", "GET /v1/real-name-requests"),
    ("MEODAXC", "GET /v1/real-name-requests/{request}"),
    ("CO", "POST /v1/real-name-requests"),
    ("O", "POST /v1/real-name-requests/{subject}/decide"),
    ("O", "POST /v1/real-name-requests/{subject}/publish"),
    ("OD", "POST /v1/calls/{subject}/correct"),
    ("OD", "POST /v1/bids/{subject}/correct"),
    ("OD", "POST /v1/groups/{code}/correct"),
    ("OD", "POST /v1/exchanges/{subject}/correct"),
    ("OD", "POST /v1/campaigns/{subject}/correct"),
    # Discrepancies: the office's to note and to decide.
    ("MEODAX", "GET /v1/discrepancies"),
    ("MEODAX", "GET /v1/discrepancies/counts"),
    ("MEODAX", "GET /v1/discrepancies/{discrepancy}"),
    ("O", "POST /v1/discrepancies"),
    ("O", "POST /v1/discrepancies/{subject}/decide"),
    # Town halls.
    # Votes: led by the office, verified by the auditor too, counted by hand by officers.
    ("MEODAX", "GET /v1/rounds"),
    ("MEODAX", "GET /v1/rounds/{round}"),
    ("MEODAX", "GET /v1/rounds/{round}/tally"),
    ("MEODAX", "GET /v1/rounds/{round}/result"),
    ("O", "POST /v1/rounds"),
    ("O", "POST /v1/rounds/{subject}/rule"),
    ("O", "POST /v1/rounds/{subject}/open"),
    ("O", "POST /v1/rounds/{subject}/pause"),
    ("O", "POST /v1/rounds/{subject}/resume"),
    ("O", "POST /v1/rounds/{subject}/close"),
    ("O", "POST /v1/rounds/{subject}/rerun"),
    ("O", "POST /v1/rounds/{round}/publish"),
    ("OA", "POST /v1/rounds/{round}/verify"),
    ("OD", "POST /v1/rounds/{round}/tallies"),
    ("MEODAX", "GET /v1/town-halls"),
    ("MEODAX", "GET /v1/town-halls/{town_hall}"),
    ("O", "POST /v1/town-halls"),
    ("O", "POST /v1/town-halls/{subject}/announce"),
    ("O", "POST /v1/town-halls/{subject}/cancel"),
    # Suggestions: taken down and handled by departments, classified by the office; words are read by whose they are.
    ("MEODAX", "GET /v1/suggestions"),
    ("MEODAX", "GET /v1/suggestions/{suggestion}"),
    ("OD", "POST /v1/suggestions"),
    ("O", "POST /v1/suggestions/{subject}/classify"),
    ("OD", "POST /v1/suggestions/{subject}/transfer"),
    ("OD", "POST /v1/suggestions/{subject}/request-supplement"),
    ("OD", "POST /v1/suggestions/{subject}/supplement"),
    ("OD", "POST /v1/suggestions/{subject}/extend"),
    ("OD", "POST /v1/suggestions/{subject}/answer"),
    # Citizen auditors: kept by the office and the audit, which alone answers what they propose.
    ("MEODAX", "GET /v1/auditor-bodies"),
    ("MEODAX", "GET /v1/auditor-bodies/{body}"),
    ("MEODAX", "GET /v1/audit-proposals"),
    ("MEODAX", "GET /v1/audit-proposals/{proposal}"),
    ("OA", "POST /v1/auditor-bodies"),
    ("OA", "POST /v1/auditor-bodies/{subject}/appoint"),
    ("OA", "POST /v1/auditor-bodies/{subject}/end-auditor"),
    ("OA", "POST /v1/auditor-bodies/{subject}/report-activity"),
    ("OA", "POST /v1/audit-proposals"),
    ("A", "POST /v1/audit-proposals/{subject}/answer"),
    # Juries: read by all staff, kept by the office; the lot is open to everybody.
    ("MEODAX", "GET /v1/juries"),
    ("MEODAX", "GET /v1/juries/{jury}"),
    ("O", "POST /v1/juries"),
    ("O", "POST /v1/juries/{subject}/draw"),
    ("O", "POST /v1/juries/{subject}/appoint"),
    ("O", "POST /v1/juries/{subject}/replace"),
    ("O", "POST /v1/juries/{subject}/hold-session"),
    ("O", "POST /v1/juries/{subject}/vote"),
    ("O", "POST /v1/juries/{subject}/conclude"),
    ("O", "POST /v1/town-halls/{subject}/open-registration"),
    ("O", "POST /v1/town-halls/{subject}/open-doors"),
    ("O", "POST /v1/town-halls/{subject}/close"),
    ("O", "POST /v1/town-halls/{subject}/spend"),
    ("MEODAX", "GET /v1/town-halls/{town_hall}/counts"),
    ("MEODAX", "GET /v1/town-hall-cycles/{year}"),
    # Participants: the office's at the desk; the auditor looks on, without contact data.
    ("OA", "GET /v1/participants"),
    ("OA", "GET /v1/participants/{participant}"),
    ("O", "POST /v1/town-halls/{town_hall}/participants"),
    ("O", "POST /v1/town-halls/{town_hall}/check-in"),
    ("O", "POST /v1/town-halls/{subject}/release-seats"),
    ("O", "POST /v1/participants/{participant}/withdraw"),
    ("O", "POST /v1/participants/{participant}/reissue"),
    # What a session has brought up: asked and decided by the office, replied to by the department that is asked.
    ("MEODAX", "GET /v1/feedback"),
    ("MEODAX", "GET /v1/feedback/{feedback}"),
    ("O", "POST /v1/feedback"),
    ("D", "POST /v1/feedback/{subject}/reply"),
    ("O", "POST /v1/feedback/{subject}/adopt"),
    ("O", "POST /v1/feedback/{subject}/decline"),
    ("O", "POST /v1/feedback/{subject}/refer"),
)
PAGES: Final = (
    # The quarters: looked at by all staff, checked, published and corrected by the office alone.
    ("MEODAX", "GET /reports"),
    ("MEODAX", "GET /reports/files/{name}"),
    ("MEODAX", "GET /reports/{quarter}/check"),
    ("O", "POST /reports/{quarter}/check"),
    ("O", "POST /reports/{quarter}/check/{directive}"),
    ("O", "GET /reports/{quarter}/publish"),
    ("O", "POST /reports/{quarter}/publish"),
    ("MEODAX", "GET /reports/{quarter}/{edition}"),
    # Sheets: reports are the department's, checks the office's; everybody takes what he may read with him.
    ("MEODAX", "GET /directives/export.{ending}"),
    ("OD", "GET /directives/import"),
    ("D", "GET /directives/import/reports.xlsx"),
    ("O", "GET /directives/import/check-{quarter}.xlsx"),
    ("OD", "POST /directives/import"),
    ("OD", "POST /directives/import/apply"),
    # Organisation, people, calendar: read by all staff, changed by the office.
    ("MEODAX", "GET /org"),
    ("MEODAX", "GET /org/{code}"),
    ("MEODAX", "GET /org/list/{slug}"),
    ("O", "GET /org/change/list"),
    ("O", "GET /org/change/{slug}"),
    ("O", "POST /org/change/{slug}"),
    ("MEODAX", "GET /calendar"),
    ("MEODAX", "GET /calendar/year"),
    ("MEODAX", "GET /calendar/count"),
    ("MEODAX", "GET /calendar/policies"),
    ("O", "GET /calendar/change/{slug}"),
    ("O", "POST /calendar/change/{slug}"),
    ("MEODAX", "GET /search"),
)
"""Pages of quarters, sheets, organisation and calendar."""
FAMILIES: Final = ("/reports", "/directives/export.", "/directives/import", "/org", "/calendar", "/search")
OPEN: Final = frozenset(
    {
        "POST /v1/token", "* /v1/{path:path}", "GET /v1/problems", "GET /v1/problems/{code}", "GET /v1/checkpoints",
        "GET /v1/checkpoints/keys", "GET /v1/openapi.json", "GET /v1/asyncapi.json",
        "GET /v1/open/town-halls", "GET /v1/open/town-halls/{town_hall}",
        "POST /v1/open/town-halls/{town_hall}/registrations", "POST /v1/open/town-halls/{town_hall}/standing",
        "POST /v1/open/town-halls/{town_hall}/enter", "POST /v1/open/town-halls/{town_hall}/withdraw",
        "POST /v1/open/rounds/{round}/ballots", "GET /v1/open/rounds/{round}", "GET /v1/open/receipts/{receipt}",
        "GET /v1/open/town-halls/{town_hall}/live",
        "GET /v1/open/real-names", "GET /v1/open/real-names/{real_name}", "GET /v1/open/real-name-requests",
        "GET /v1/open/juries", "GET /v1/open/juries/{jury}", "GET /v1/open/juries/{jury}/frame.csv",
        "GET /v1/open/juries/{jury}/draw.json", "POST /v1/open/suggestions", "POST /v1/open/suggestions/status",
    }
)  # fmt: skip
"""Nobody is asked who they are: the way in, what codes mean, what everyone may verify, the documents."""
OWN: Final = frozenset({"report", "progress", "outcome", "team", "transfer"})
"""What only the lead department's officers may do: the service decides whose it is."""


def read(letters: str) -> frozenset[Role]:
    return frozenset(LETTERS[letter] for letter in letters.replace(" ", ""))


def test_the_rights_file_is_the_table() -> None:
    """ORG-06, PLT-18: each route of the API stands in the table once, with just these roles."""
    by_hand = {route: read(letters) for letters, route in TABLE}
    assert len(by_hand) == len(TABLE)
    of_api = {route: right for route, right in RIGHTS.items() if " /v1/" in route}
    assert {route for route, right in of_api.items() if right.is_open} == OPEN
    assert {route: right.roles for route, right in of_api.items() if not right.is_open} == by_hand
    assert {route.rpartition("/")[2] for route, right in RIGHTS.items() if right.own} == OWN


def test_the_pages_of_the_registry_and_the_quarters_are_the_table() -> None:
    """ORG-06: each page stands in the table once, with just these roles."""
    by_hand = {route: read(letters) for letters, route in PAGES}
    assert len(by_hand) == len(PAGES)
    of_pages = {route: right for route, right in RIGHTS.items() if route.partition(" ")[2].startswith(FAMILIES)}
    assert {route: right.roles for route, right in of_pages.items()} == by_hand
    assert not any(right.is_open for right in of_pages.values())


def test_no_page_lets_in_whom_the_api_does_not() -> None:
    """A page of the console posts what its API route takes, from those alone who may send it there."""
    compared = 0
    for route, right in RIGHTS.items():
        method, _, path = route.partition(" ")
        beside = RIGHTS.get(f"{method} /v1{path}")
        if path.startswith("/v1/") or beside is None or method != "POST":
            continue
        assert right.roles <= beside.roles, route
        compared += 1
    assert compared >= 2


def test_the_citizen_reads_what_is_public_and_asks_for_real_names_alone() -> None:
    """ORG-06, PRJ-85: citizens ask for real names and send nothing else; of directives they see none."""
    for route, right in RIGHTS.items():
        if Role.CITIZEN in right.roles and not right.is_open and " /v1/" in route:
            assert route.startswith("GET /v1/") or route == "POST /v1/real-name-requests"
            assert not route.startswith(
                ("GET /v1/directives", "GET /v1/notes", "GET /v1/reports", "GET /v1/org/people")
            )
