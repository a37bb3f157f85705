"""Who may use which address: every route of the API and of the console, none by default (decided.md, Rights).

A route that is not listed here cannot be made, and a listed one that does not exist stops the start. Rules that need
state, such as the lead department's own acts, are decided in the service; `own` says so and lets answers offer them to
that department only.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts.values import Role
from gateway.rights import engagement, evaluations, projects

EVALUATOR: Final = frozenset({Role.EVALUATOR})
"""External evaluators work elsewhere: nothing is theirs but what names them (EVL-16)."""
EVERYONE: Final = frozenset(Role) - EVALUATOR - {Role.SYSTEM}
STAFF: Final = EVERYONE - {Role.CITIZEN}
ISSUERS: Final = frozenset({Role.MAYOR, Role.EXECUTIVE, Role.OPERATOR})
OPERATOR: Final = frozenset({Role.OPERATOR})
OFFICE: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""The coordinating office; the auditor in its place where only the audit may know (DIR-22): the service decides."""
OFFICER: Final = frozenset({Role.OFFICER})
AUDITOR: Final = frozenset({Role.AUDITOR})
ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
OVERSEERS: Final = frozenset({Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Right:
    """Who may use a route."""

    roles: frozenset[Role]
    is_open: bool = False
    """True: nobody is asked who they are."""
    own: bool = False
    """True: an officer may only where its department leads the entity; the service decides."""
    is_sign_in: bool = False
    """True: guesses are possible here, so that a tenth of the usual rate is enough."""
    is_command: bool = False
    """True: an Idempotency-Key names what it sends to a service."""
    is_counted: bool = True
    """False: an event stream, which reconnects by itself; where it is open: what a hall asks behind one address."""


def _let(roles: frozenset[Role], *, is_counted: bool = True) -> Right:
    return Right(roles, is_counted=is_counted)


def _command(roles: frozenset[Role], *, own: bool = False) -> Right:
    return Right(roles, own=own, is_command=True)


LETTERS: Final = {
    "M": Role.MAYOR,
    "E": Role.EXECUTIVE,
    "O": Role.OPERATOR,
    "D": Role.OFFICER,
    "A": Role.AUDITOR,
    "X": Role.ADMINISTRATOR,
    "C": Role.CITIZEN,
    "V": Role.EVALUATOR,
}
"""As decided.md names the roles."""


def _name(letters: str) -> frozenset[Role]:
    return frozenset(LETTERS[letter] for letter in letters)


ANYONE: Final = Right(EVERYONE, is_open=True)
SIGN_IN: Final = Right(EVERYONE, is_open=True, is_sign_in=True)


def _read_part(
    reads: Mapping[str, str], commands: Mapping[str, str], pages: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Right]:
    """Return a context's rights, told in letters; the empty word lets everybody."""
    return {
        **{f"GET {path}": _let(_name(who)) if who else ANYONE for path, who in reads.items()},
        **{f"POST {path}": _command(_name(who)) if who else ANYONE for path, who in commands.items()},
        **{page: _let(_name(who)) if who else ANYONE for page, who in pages.items()},
    }


RIGHTS: Final[Mapping[str, Right]] = {
    # The way in.
    "POST /v1/token": SIGN_IN,
    "* /v1/{path:path}": ANYONE,
    # Directives.
    "GET /v1/directives": _let(STAFF),
    "GET /v1/directives/export": _let(STAFF),
    "POST /v1/directives/bulk": _let(ISSUERS | OFFICE | OFFICER),
    "GET /v1/directives/{directive}": _let(STAFF),
    "POST /v1/directives": _command(ISSUERS | AUDITOR),
    "POST /v1/directives/{directive}/share": _command(OFFICE),
    "POST /v1/directives/{directive}/report": _command(OFFICER, own=True),
    "POST /v1/directives/{directive}/progress": _command(OFFICER, own=True),
    "POST /v1/directives/{directive}/team": _command(OFFICER, own=True),
    "POST /v1/directives/{directive}/outcome": _command(OFFICER, own=True),
    "POST /v1/directives/{directive}/transfer": _command(OFFICE | OFFICER, own=True),
    "POST /v1/directives/{directive}/acknowledge": _command(OFFICER),
    "POST /v1/directives/{directive}/reply": _command(OFFICER),
    "POST /v1/directives/{directive}/accept": _command(OFFICE),
    "POST /v1/directives/{directive}/return": _command(OFFICE),
    "POST /v1/directives/{directive}/continue": _command(OFFICE),
    "POST /v1/directives/{directive}/merge": _command(OFFICE),
    "POST /v1/directives/{directive}/check": _command(OFFICE),
    "POST /v1/directives/{directive}/cancel": _command(ISSUERS | AUDITOR),
    "GET /v1/directives/check-list": _let(STAFF),
    "GET /v1/directives/metrics": _let(STAFF),
    # The memos of meetings, and the quarters' reports.
    "POST /v1/notes": _command(ISSUERS),
    "POST /v1/notes/{note}/split": _command(OPERATOR),
    "GET /v1/notes": _let(ISSUERS | AUDITOR),
    "GET /v1/notes/{note}": _let(ISSUERS | AUDITOR),
    "POST /v1/reports": _command(OPERATOR),
    "GET /v1/reports": _let(STAFF),
    "GET /v1/reports/{quarter}/{edition}": _let(STAFF),
    # The registry.
    "GET /v1/org": _let(EVERYONE),
    "GET /v1/org/counts": _let(EVERYONE),
    "POST /v1/org/counts": _command(OPERATOR),
    "GET /v1/org/departments": _let(EVERYONE),
    "GET /v1/org/departments/{code}": _let(EVERYONE),
    "POST /v1/org/departments": _command(OPERATOR),
    "POST /v1/org/departments/{code}/end": _command(OPERATOR),
    "GET /v1/org/teams": _let(EVERYONE),
    "POST /v1/org/teams": _command(OPERATOR),
    "POST /v1/org/teams/{code}/end": _command(OPERATOR),
    "GET /v1/terms": _let(EVERYONE),
    "POST /v1/terms": _command(OPERATOR),
    "GET /v1/partners": _let(EVERYONE),
    "POST /v1/partners": _command(OPERATOR),
    "POST /v1/partners/{code}/alias": _command(OPERATOR),
    # Import files.
    "GET /v1/imports": _let(OFFICE),
    "POST /v1/imports": _let(OPERATOR),
    "GET /v1/imports/template.xlsx": _let(OFFICE),
    "GET /v1/imports/schema": _let(OFFICE),
    "GET /v1/imports/{import_id}": _let(OFFICE),
    "GET /v1/imports/{import_id}/report.xlsx": _let(OFFICE),
    "POST /v1/imports/{import_id}/apply": _let(OPERATOR),
    # People: who they are is opened to the coordinating office alone (gateway/routers/people.py).
    "GET /v1/org/people": _let(STAFF),
    "GET /v1/org/people/{person}": _let(STAFF),
    "POST /v1/org/people": _command(OPERATOR),
    "POST /v1/org/people/{person}/erase": _command(OPERATOR),
    "GET /v1/org/assignments": _let(STAFF),
    "POST /v1/org/assignments": _command(OPERATOR),
    "POST /v1/org/assignments/{subject}/hand-over": _command(OPERATOR),
    "POST /v1/org/assignments/{subject}/end": _command(OPERATOR),
    "GET /v1/org/delegations": _let(STAFF),
    "POST /v1/org/delegations": _command(OPERATOR),
    "POST /v1/org/delegations/{subject}/revoke": _command(OPERATOR),
    # Meetings, resolutions, concurrence: the service knows which department may.
    "GET /v1/meetings": _let(STAFF),
    "GET /v1/meetings/{meeting}": _let(STAFF),
    "POST /v1/meetings": _command(OPERATOR | OFFICER),
    "POST /v1/meetings/{subject}/date": _command(OPERATOR | OFFICER),
    "POST /v1/meetings/{subject}/record": _command(OPERATOR | OFFICER),
    "POST /v1/meetings/{subject}/cancel": _command(OPERATOR | OFFICER),
    "GET /v1/resolutions": _let(STAFF),
    "GET /v1/resolutions/{resolution}": _let(STAFF),
    "POST /v1/resolutions": _command(OPERATOR),
    "GET /v1/concurrences": _let(STAFF),
    "GET /v1/concurrences/{concurrence}": _let(STAFF),
    "POST /v1/concurrences": _command(OPERATOR | OFFICER),
    "POST /v1/concurrences/{subject}/concur": _command(OPERATOR | OFFICER),
    "POST /v1/concurrences/{subject}/refuse": _command(OPERATOR | OFFICER),
    "POST /v1/concurrences/{subject}/resubmit": _command(OPERATOR | OFFICER),
    # The calendar.
    "GET /v1/calendar/{year}": _let(EVERYONE),
    "GET /v1/calendar/deadline": _let(EVERYONE),
    "GET /v1/calendar/span": _let(EVERYONE),
    "GET /v1/calendar/schedule": _let(EVERYONE),
    "GET /v1/holidays": _let(EVERYONE),
    "GET /v1/holidays/preview": _let(OPERATOR),
    "POST /v1/holidays": _command(OPERATOR),
    "POST /v1/holidays/bulk": _command(OPERATOR),
    "POST /v1/holidays/revoke": _command(OPERATOR),
    "GET /v1/elections": _let(EVERYONE),
    "POST /v1/elections": _command(OPERATOR),
    "POST /v1/elections/cancel": _command(OPERATOR),
    "GET /v1/policies": _let(EVERYONE),
    "POST /v1/policies": _command(OPERATOR),
    "GET /v1/clock": _let(EVERYONE),
    "POST /v1/clock": _command(OPERATOR),
    # Notices: each asker's own, by post and department.
    "GET /v1/notices": _let(STAFF),
    "POST /v1/notices/read": _let(STAFF),
    # Who has read what only the audit may know of.
    "GET /v1/reads": _let(AUDITOR),
    # Projects, and what is kept beside them: plans, reviews, bids, approvals, real names, discrepancies.
    **_read_part(projects.READS, projects.COMMANDS, projects.PAGES),
    # Town halls, votes, surveys, juries, reports, suggestions.
    **_read_part(engagement.READS, engagement.COMMANDS, engagement.PAGES),
    **{f"POST {path}": SIGN_IN for path in engagement.GUESSED},
    **{
        route: Right(EVERYONE, is_open=True, is_command=route.startswith("POST"), is_counted=False)
        for route in engagement.SHARED
    },
    # Scorecards, the province's evaluation, pledges, integrity.
    **_read_part(evaluations.READS, evaluations.COMMANDS, evaluations.PAGES),
    # Events and the outcomes of commands.
    "GET /v1/events": _let(STAFF | EVALUATOR),
    "GET /v1/events/{context}/{position}": _let(STAFF | EVALUATOR),
    "GET /v1/commands": _let(EVERYONE | EVALUATOR),
    "GET /v1/commands/{command}": _let(EVERYONE | EVALUATOR),
    # What every code means.
    "GET /v1/problems": ANYONE,
    "GET /v1/problems/{code}": ANYONE,
    # Systems that use the API.
    "POST /v1/clients": _let(ADMINISTRATOR),
    "GET /v1/clients": _let(OVERSEERS),
    "GET /v1/clients/{client}": _let(OVERSEERS),
    "POST /v1/clients/{client}/secrets": _let(ADMINISTRATOR),
    "DELETE /v1/clients/{client}/secrets/{secret}": _let(ADMINISTRATOR),
    "POST /v1/clients/{client}/revoke": _let(ADMINISTRATOR),
    # Files: their uploader's own, and for who may read what they are attached to; the auditor reads all. Signed heads.
    "POST /v1/files": _let(STAFF),
    "GET /v1/files/{sha256}": _let(STAFF | EVALUATOR),
    "GET /v1/files/{sha256}/metadata": _let(STAFF),
    "DELETE /v1/files/{sha256}": _let(STAFF),
    "GET /v1/checkpoints": ANYONE,
    "GET /v1/checkpoints/keys": ANYONE,
    # Operations.
    "GET /v1/status": _let(STAFF),
    "GET /operations": _let(OVERSEERS, is_counted=False),
    "GET /operations/release": _let(ADMINISTRATOR),
    "POST /operations/release": _let(ADMINISTRATOR),
    "POST /operations/settle": _let(ADMINISTRATOR),
    "GET /operations/dead/{context}": _let(OVERSEERS),
    "POST /operations/dead/{context}": _let(ADMINISTRATOR),
    # The way into the console.
    "GET /": ANYONE,
    "GET /login": ANYONE,
    "POST /login": SIGN_IN,
    "POST /logout": ANYONE,
    "GET /welcome": ANYONE,
    "POST /welcome": SIGN_IN,
    "POST /language": ANYONE,
    "POST /acting": _let(EVERYONE),
    "GET /styleguide": ANYONE,
    # Published pages: for everybody, and nothing but what was published.
    "GET /open": ANYONE,
    "GET /open/projects": ANYONE,
    "GET /open/projects/{project}": ANYONE,
    "GET /open/real-names": ANYONE,
    "GET /open/real-names/{record}": ANYONE,
    # Pages of the console.
    "GET /notices": _let(STAFF),
    "POST /notices/read": _let(STAFF),
    "GET /directives": _let(STAFF),
    "GET /directives/new": _let(ISSUERS | AUDITOR),
    "POST /directives": _let(ISSUERS | AUDITOR),
    "GET /directives/{directive}": _let(STAFF),
    "POST /directives/views": _let(STAFF),
    "POST /directives/bulk": _let(OFFICE | OFFICER),
    "GET /directives/{directive}/share": _let(OFFICE),
    "POST /directives/{directive}/share": _let(OFFICE),
    "GET /directives/{directive}/acknowledge": _let(OFFICER),
    "POST /directives/{directive}/acknowledge": _let(OFFICER),
    "GET /directives/{directive}/team": _let(OFFICER),
    "POST /directives/{directive}/team": _let(OFFICER),
    "GET /directives/{directive}/report": _let(OFFICER),
    "POST /directives/{directive}/report": _let(OFFICER),
    "POST /directives/{directive}/report/draft": _let(OFFICER),
    "GET /directives/{directive}/report/confirm": _let(OFFICER),
    "POST /directives/{directive}/report/confirm": _let(OFFICER),
    "GET /directives/{directive}/progress": _let(OFFICER),
    "POST /directives/{directive}/progress": _let(OFFICER),
    "POST /directives/{directive}/progress/draft": _let(OFFICER),
    "GET /directives/{directive}/outcome": _let(OFFICER),
    "POST /directives/{directive}/outcome": _let(OFFICER),
    "POST /directives/{directive}/outcome/draft": _let(OFFICER),
    "GET /directives/{directive}/outcome/confirm": _let(OFFICER),
    "POST /directives/{directive}/outcome/confirm": _let(OFFICER),
    "GET /directives/{directive}/reply": _let(OFFICER),
    "POST /directives/{directive}/reply": _let(OFFICER),
    "POST /directives/{directive}/reply/draft": _let(OFFICER),
    "GET /directives/{directive}/accept": _let(OFFICE),
    "POST /directives/{directive}/accept": _let(OFFICE),
    "GET /directives/{directive}/return": _let(OFFICE),
    "POST /directives/{directive}/return": _let(OFFICE),
    "GET /directives/{directive}/continue": _let(OFFICE),
    "POST /directives/{directive}/continue": _let(OFFICE),
    "GET /directives/{directive}/transfer": _let(OFFICE | OFFICER),
    "POST /directives/{directive}/transfer": _let(OFFICE | OFFICER),
    "GET /directives/{directive}/merge": _let(OFFICE),
    "POST /directives/{directive}/merge": _let(OFFICE),
    "GET /directives/{directive}/check": _let(OFFICE),
    "POST /directives/{directive}/check": _let(OFFICE),
    "GET /directives/{directive}/cancel": _let(ISSUERS | AUDITOR),
    "POST /directives/{directive}/cancel": _let(ISSUERS | AUDITOR),
    "POST /files": _let(STAFF),
    "GET /files/{sha256}": _let(STAFF | EVALUATOR),
    "GET /events/{context}/{position}": _let(STAFF | EVALUATOR),
    "GET /reports": _let(STAFF),
    "GET /reports/files/{name}": _let(STAFF),
    "GET /reports/{quarter}/check": _let(STAFF),
    "POST /reports/{quarter}/check": _let(OPERATOR),
    "POST /reports/{quarter}/check/{directive}": _let(OPERATOR),
    "GET /reports/{quarter}/publish": _let(OPERATOR),
    "POST /reports/{quarter}/publish": _let(OPERATOR),
    "GET /reports/{quarter}/{edition}": _let(STAFF),
    "GET /verify/{quarter}/{edition}": ANYONE,
    "GET /directives/export.{ending}": _let(STAFF),
    "GET /directives/import": _let(OPERATOR | OFFICER),
    "GET /directives/import/reports.xlsx": _let(OFFICER),
    "GET /directives/import/check-{quarter}.xlsx": _let(OPERATOR),
    "POST /directives/import": _let(OPERATOR | OFFICER),
    "POST /directives/import/apply": _let(OPERATOR | OFFICER),
    "GET /imports": _let(OFFICE),
    "POST /imports": _let(OPERATOR),
    "GET /imports/template.xlsx": _let(OFFICE),
    "GET /imports/schema.json": _let(OFFICE),
    "GET /imports/{import_id}": _let(OFFICE),
    "GET /imports/{import_id}/report.xlsx": _let(OFFICE),
    "GET /imports/{import_id}/apply": _let(OPERATOR),
    "POST /imports/{import_id}/apply": _let(OPERATOR),
    "GET /org": _let(STAFF),
    "GET /org/change/list": _let(OPERATOR),
    "GET /org/change/{slug}": _let(OPERATOR),
    "POST /org/change/{slug}": _let(OPERATOR),
    "GET /org/list/{slug}": _let(STAFF),
    "GET /org/{code}": _let(STAFF),
    "GET /calendar": _let(STAFF),
    "GET /calendar/year": _let(STAFF),
    "GET /calendar/count": _let(STAFF),
    "GET /calendar/policies": _let(STAFF),
    "GET /calendar/change/{slug}": _let(OPERATOR),
    "POST /calendar/change/{slug}": _let(OPERATOR),
    "GET /search": _let(STAFF),
    "GET /live": _let(STAFF, is_counted=False),
    "GET /briefing": _let(STAFF),
    "GET /meetings": _let(STAFF),
    "GET /meetings/new": _let(OPERATOR | OFFICER),
    "POST /meetings": _let(OPERATOR | OFFICER),
    "GET /meetings/{meeting_id}": _let(STAFF),
    "GET /meetings/{meeting_id}/{act}": _let(OPERATOR | OFFICER),
    "POST /meetings/{meeting_id}/{act}": _let(OPERATOR | OFFICER),
    "POST /meetings/{meeting_id}/decisions/{item}": _let(ISSUERS),
    "GET /resolutions": _let(STAFF),
    "GET /resolutions/new": _let(OPERATOR),
    "POST /resolutions": _let(OPERATOR),
    "GET /resolutions/{resolution_id}": _let(STAFF),
    "GET /concurrences": _let(STAFF),
    "GET /concurrences/new": _let(OPERATOR | OFFICER),
    "POST /concurrences": _let(OPERATOR | OFFICER),
    "GET /concurrences/{concurrence_id}": _let(STAFF),
    "POST /concurrences/{concurrence_id}/{act}": _let(OPERATOR | OFFICER),
    "GET /memo": _let(ISSUERS),
    "POST /memo": _let(ISSUERS),
    "POST /memo/rows": _let(OPERATOR),
    "GET /memo/{note_id}": _let(ISSUERS | AUDITOR),
    "GET /memo/{note_id}/split": _let(OPERATOR),
    # Documents and files, which have no door of their own.
    "GET /v1/openapi.json": ANYONE,
    "GET /v1/asyncapi.json": ANYONE,
    "GET /static": ANYONE,
}
"""By method and path."""


def find_right(methods: Collection[str], path: str) -> Right:
    """Return the right of a route. Raises: LookupError where it is not listed."""
    key = name_route(methods, path)
    if key not in RIGHTS:
        raise LookupError(f"{key} is not listed in gateway/rights/: say there who may use it")
    return RIGHTS[key]


def name_route(methods: Collection[str], path: str) -> str:
    """Return the key of a route; one that takes several methods stands under `*`."""
    named = set(methods) - {"HEAD"} or {"HEAD"}
    return f"{next(iter(named)) if len(named) == 1 else '*'} {path}"


def list_allowed(prefix: str, acts: Iterable[str], role: Role, *, is_own: bool) -> list[str]:
    """Return which acts, POST to `prefix/<act>`, a role may do; `is_own`: its department leads the entity."""
    rights = {act: RIGHTS[f"POST {prefix}/{act}"] for act in acts}
    return [act for act, right in rights.items() if _may(right, role, is_own=is_own)]


def _may(right: Right, role: Role, *, is_own: bool) -> bool:
    return role in right.roles and (is_own or not right.own or role is not Role.OFFICER)
