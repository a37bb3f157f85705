"""Routes of one directive: its page now and then, registering, files, and the heads' confirmation of a report."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData

from contracts.directives import IssueDirective, OriginKind, Visibility
from contracts.errors import STATUS_OF_CODE, Rejected, Status
from contracts.values import Role
from gateway.auth import Session
from gateway.console.directives.act_pages import find_files, lay_out_steps, open_done
from gateway.console.directives.acts import ACTS, BY_NAME, Act
from gateway.console.directives.deadlines import REPORT_POLICIES, choose_report, tell_length
from gateway.console.directives.forms import Entry, load_draft
from gateway.console.directives.reading import Opened, open_directive, read_past
from gateway.console.directives.report import Step, find_next, lay_out_print, list_steps, take_digest
from gateway.console.forms import IssueEntry, make_issue, read_field, read_issue, read_origin
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, is_part, show
from gateway.console.visits import SignedIn, Visit, require_session, require_token
from gateway.console.words import _
from gateway.drafts import Draft, DraftKey
from gateway.gate import Snapshot
from gateway.guard import get_gate
from gateway.labels import ORIGIN_LABELS
from gateway.queries.deadline_policy import load_policies
from gateway.queries.feedback import VIEW as FEEDBACK
from gateway.queries.meeting import VIEW as MEETINGS
from gateway.queries.meeting import list_around
from gateway.queries.rows import find_row
from gateway.routers.files import BODY_BYTES, find_readable, keep_file, send_file
from gateway.views.meeting import Row as Meeting
from infra.clock import make_id

RECENT: Final = timedelta(days=92)
"""How long a meeting's decisions are offered as what a directive comes from."""
DECISION_LETTERS: Final = 60
VISIBILITY_HINTS: Final = {
    Visibility.OPEN: "모든 부서가 내용을 봅니다.",
    Visibility.TEXT_HIDDEN: "건수와 기한은 모두 보고, 내용은 관계 부서만 봅니다.",
    Visibility.AUDIT_ONLY: "시장과 감사부서, 주관부서만 압니다. 번호도 따로 매깁니다.",
}
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]

PROVINCE: Final = re.compile(r"[0-9]{4}-[a-z0-9-]{1,35}")
"""What an indicator of the province's evaluation is called; a department's own has no page by its name."""
router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/directives/new")
async def open_issue_form(
    request: Request, visit: SignedIn, origin: str = "", feedback: UUID | None = None
) -> Response:
    """Show the form of a new directive; `origin` is what it comes from, `feedback` whose words it holds (DIR-19)."""
    if not visit.may_send(IssueDirective):
        raise Rejected("NOT_PERMITTED", _("지시사항은 시장, 간부, 기획감사실이 등록합니다."))
    known = origin if read_origin(origin) else ""
    text = await _find_words(visit, feedback) if feedback else ""
    return await show_issue_form(request, IssueEntry(key=str(make_id()), text=text, origin=known))


async def _find_words(visit: Visit, item: UUID) -> str:
    """Return what a session has brought up; nothing of what is not there."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, FEEDBACK, str(item))
    return row.text if row else ""


async def show_issue_form(
    request: Request,
    entry: IssueEntry,
    *,
    status: int = 200,
    failure: Trouble | None = None,
    session: Session | None = None,
) -> Response:
    """Show the form of a new directive with what was typed into it."""
    asking = session or await require_session(request)
    offered, gate = list_visibilities(asking.principal.role), get_gate(request)
    today = (await gate.now()).day
    async with gate.reading() as snapshot:
        policies = await load_policies(snapshot)
        decisions = await _list_decisions(snapshot, today, entry.origin)
    return await show(
        request,
        "new.html",
        status=status,
        entry=entry if entry.visibility in offered else replace(entry, visibility=offered[0]),
        failure=failure,
        decisions=decisions,
        lengths={kind: tell_length(choose_report(policies, kind, today)) for kind in REPORT_POLICIES},
        visibilities={each: VISIBILITY_HINTS[each] for each in offered},
        **({"session": session} if session else {}),
    )


def list_visibilities(role: Role) -> list[Visibility]:
    """Return for whom a role may issue: what only the audit may know of is the mayor's and the auditor's (DIR-22)."""
    match role:
        case Role.MAYOR:
            return list(Visibility)
        case Role.AUDITOR:
            return [Visibility.AUDIT_ONLY]
        case _other:
            return [Visibility.OPEN, Visibility.TEXT_HIDDEN]


async def _list_decisions(snapshot: Snapshot, today: date, chosen: str) -> list[tuple[str, str]]:
    """Return the decisions of the last meetings as origins, with their words; and what was chosen elsewhere."""
    held = [row for row in await list_around(snapshot, today - RECENT, today) if row.state == "HELD"]
    found = [each for row in reversed(held) for each in _tell_decisions(row)]
    if chosen and chosen not in dict(found):
        return [(chosen, await _tell_origin(snapshot, chosen)), *found]
    return found


def _tell_decisions(row: Meeting) -> list[tuple[str, str]]:
    return [
        (f"MEETING:{row.meeting}:{number}", f"{row.title} {number}. {text[:DECISION_LETTERS]}")
        for number, text in enumerate(row.decisions, 1)
    ]


async def _tell_origin(snapshot: Snapshot, text: str) -> str:
    """Return what a directive comes from as a person knows it: a meeting's title and decision, else its kind."""
    origin = read_origin(text)
    if origin is None:
        return text
    if origin.kind is OriginKind.MEETING and (row := await find_row(snapshot, MEETINGS, origin.id)) is not None:
        return dict(_tell_decisions(row)).get(text, row.title)
    return _(ORIGIN_LABELS[origin.kind])


@router.post("/directives")
async def issue_directive(request: Request, visit: SignedIn) -> Response:
    """Register a directive and open it (DIR-01); a refusal shows the draft again."""
    form = await request.form()
    require_token(request, visit.session, form)
    entry = read_issue(form)
    command = None if entry.errors else make_issue(entry)
    if command is None:
        sign = _("저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지워 주세요.")
        return await show_issue_form(request, replace(entry, errors=entry.errors or {"text": sign}), status=422)
    try:
        done = await visit.gate.send(visit.session.principal, command, key=entry.key)
    except Rejected as rejected:
        failure = explain(rejected, _("등록하지 못했습니다"))
        return await show_issue_form(request, entry, status=STATUS_OF_CODE[rejected.code], failure=failure)
    return await open_done(visit, done)


@router.post("/files", max_body_size=BODY_BYTES)
async def keep_upload(request: Request, visit: SignedIn, x_csrf_token: Annotated[str, Header()] = "") -> Response:
    """Keep a file that will be attached; its sha256 stands for it in the form."""
    require_token(request, visit.session, FormData({"csrf": x_csrf_token}))
    try:
        stored = await keep_file(visit.gate, visit.session.principal, request)
    except Rejected as rejected:
        return JSONResponse({"error": explain(rejected).cause}, STATUS_OF_CODE[rejected.code])
    return JSONResponse({"sha256": stored.sha256, "name": stored.name, "size": stored.size})


@router.get("/files/{sha256}")
async def give_file(visit: SignedIn, sha256: Digest) -> Response:
    """Give a file to who may read what it is attached to (DIR-12)."""
    return await send_file(visit.gate, await find_readable(visit.gate, visit.session.principal, sha256))


@router.get("/directives/{directive}")
async def show_directive(
    request: Request,
    visit: SignedIn,
    directive: UUID,
    after: int = 0,
    as_of: str = "",
    known_at: str = "",
    offered: str = "",
) -> Response:
    """Show one directive, now or as it was (DIR-14); `after` is a position that it has to reflect first.

    `offered` is the act that a page which refreshes itself shows as the next one.
    """
    cut = await read_past(visit, as_of, known_at)
    try:
        opened = await open_directive(visit, directive, cut)
    except Rejected as rejected:
        if after and rejected.code == "NOT_FOUND":
            return await show(request, "pending.html", status=202)
        raise
    if opened.sheet.position < after:
        return await show(request, "pending.html", status=202)
    first = opened.offer.first.name if opened.offer.first else "none"
    waiting = [] if cut else await _list_waiting(visit, opened)
    return await show(
        request,
        "_sheet.html" if is_part(request) else "directive.html",
        status=200,
        sheet=opened.sheet,
        item=opened.item,
        offer=opened.offer,
        act=BY_NAME["share"],
        entry=Entry(str(make_id()), opened.item.version),
        kinds=opened.kinds,
        offers=opened.offers,
        files={},
        waiting=waiting,
        is_past=bool(cut),
        as_of=as_of,
        known_at=known_at,
        cut=cut,
        is_part=is_part(request),
        is_changed=offered != first,
        is_overtaken=offered == "share" != first,
        **_list_links(request, opened),
    )


def _list_links(request: Request, opened: Opened) -> dict[str, object]:
    """Return the page of what the directive came from, where this build has one, and the board of its siblings."""
    origin = opened.sheet.origin
    if origin is None:
        return {"origin_page": "", "origin_board": ""}
    there: frozenset[str] = getattr(request.app.state, "pages", frozenset())
    pages = {"MEETING": ("/meetings/{meeting}", "/meetings/"), "NOTE": ("/memo/{note}", "/memo/")}
    if PROVINCE.fullmatch(origin.id):
        pages["INDICATOR"] = ("/province-indicators/{entry}", "/province-indicators/")
    route, prefix = pages.get(origin.kind, ("", ""))
    page = f"{prefix}{origin.id}" if route and any(path.startswith(f"{prefix}{{") for path in there) else ""
    return {"origin_page": page, "origin_board": f"/directives?origin={origin.kind}:{origin.id}"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft of a colleague that waits for confirmation."""

    act: Act
    account: str
    label: str
    is_mine: bool
    """True: the asker's turn."""


async def _list_waiting(visit: Visit, opened: Opened) -> list[Waiting]:
    """Return what the asker's colleagues want to send, and have asked to confirm."""
    principal = visit.session.principal
    if principal.role is not Role.OFFICER or principal.department is None:
        return []
    found: list[Waiting] = []
    for draft in await visit.gate.drafts.list_asked(opened.item.directive, principal.department):
        act = BY_NAME.get(draft.key.act)
        if act is None or draft.key.account == principal.user:
            continue
        turn = find_next(_line_up(act, opened, draft)[1])
        writer = await visit.gate.accounts.find(draft.key.account)
        is_mine = turn is not None and principal.user in turn.accounts
        found.append(Waiting(act, draft.key.account, writer.label if writer else draft.key.account, is_mine))
    return found


def _line_up(act: Act, opened: Opened, draft: Draft) -> tuple[Entry, list[Step]]:
    entry = load_draft(act, Entry("", opened.item.version), draft.fields)
    author, digest = draft.key.account, take_digest(act, entry)
    return entry, list_steps(opened.heads, author, opened.item.team, draft.confirmations, digest)


async def _open_draft(visit: Visit, directive: UUID, act: Act, account: str) -> tuple[Opened, Draft]:
    """Return a colleague's draft. Raises: Rejected with NOT_FOUND, also for one of another department."""
    opened = await open_directive(visit, directive)
    draft = await visit.gate.drafts.find(DraftKey(account, str(directive), act.name))
    department = visit.session.principal.department
    if draft is None or draft.asked_at is None or department is None or draft.department != department:
        raise Rejected("NOT_FOUND", _("확인할 글이 없습니다. 이미 올렸거나 담당자가 지웠습니다."))
    return opened, draft


async def _show_confirmation(
    request: Request, visit: Visit, act: Act, asked: tuple[Opened, Draft], *, has_changed: bool = False
) -> Response:
    """Show what a colleague wants to send, and whether it has changed since it was read."""
    opened, draft = asked
    entry, steps = _line_up(act, opened, draft)
    turn, author = find_next(steps), draft.key.account
    writer = await visit.gate.accounts.find(author)
    values = await lay_out_steps(visit, steps)
    return await show(
        request,
        "directive_heads.html",
        status=Status.STATE if has_changed else 200,
        **values,
        act=act,
        item=opened.item,
        draft=draft,
        lines=lay_out_print(act, entry),
        files=await find_files(visit.gate, opened, entry, author),
        digest=take_digest(act, entry),
        writer=writer.label if writer else author,
        is_mine=turn is not None and visit.session.principal.user in turn.accounts,
        has_changed=has_changed,
    )


def add_confirmation(act: Act) -> None:
    """Add the pages on which the heads of a department confirm what an officer wants to send (ADR 0022)."""

    async def open_confirmation(request: Request, visit: SignedIn, directive: UUID, of: str = "") -> Response:
        return await _show_confirmation(request, visit, act, await _open_draft(visit, directive, act, of))

    async def confirm(request: Request, visit: SignedIn, directive: UUID) -> Response:
        form = await request.form()
        require_token(request, visit.session, form)
        account, principal = read_field(form, "of"), visit.session.principal
        opened, draft = await _open_draft(visit, directive, act, account)
        entry, steps = _line_up(act, opened, draft)
        turn, digest = find_next(steps), take_digest(act, entry)
        if read_field(form, "digest") != digest:
            return await _show_confirmation(request, visit, act, (opened, draft), has_changed=True)
        if turn is not None and principal.user in turn.accounts:
            await visit.gate.drafts.confirm(draft.key, turn.post, principal.user, digest)
        return go(f"/directives/{directive}/{act.name}/confirm?{urlencode({'of': account})}")

    path = f"/directives/{{directive}}/{act.name}/confirm"
    router.get(path, name=f"open_confirmation_of_{act.name}")(open_confirmation)
    router.post(path, name=f"confirm_{act.name}")(confirm)


for each in ACTS:
    if each.is_confirmed:
        add_confirmation(each)
