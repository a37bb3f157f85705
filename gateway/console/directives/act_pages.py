"""Routes of what may be done with a directive: each act's form, the question before what stays, its sending."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from contracts.calendar import count_business_days_late
from contracts.directives import Attachment
from contracts.errors import STATUS_OF_CODE, Rejected, Status
from contracts.messages import Done
from gateway.auth import Session
from gateway.console.directives.acts import ACTS, BY_NAME, Act, FieldKind
from gateway.console.directives.deadlines import choose_report, find_end, tell_length
from gateway.console.directives.forms import (
    FIELD_OF_CODE,
    Entry,
    check_entry,
    list_shown,
    load_draft,
    make_command,
    read_entry,
)
from gateway.console.directives.reading import CONTEXT, WATCHED, Opened, open_directive
from gateway.console.directives.report import (
    Step,
    find_next,
    lay_out_print,
    list_confirmed,
    list_steps,
    may_keep,
    prefill,
    take_digest,
)
from gateway.console.forms import read_field
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, is_part, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.drafts import Draft, DraftKey
from gateway.gate import Gate
from gateway.queries.directive_board import Filter, Item, list_directives
from infra.clock import make_id

CONFLICTS: Final = frozenset({"VERSION_CONFLICT", "WRONG_STATE", "ALREADY_REPORTED", "REPORT_MISSING"})
"""Refusals because of what another did first."""
OPEN_STATES: Final = ("ISSUED", "SHARED", "REPORTED", "IN_PROGRESS", "OUTCOME_SUBMITTED", "RETURNED")
CANDIDATES: Final = 12

router = APIRouter(prefix="/directives/{directive}", route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """An act under way: the directive, what was typed, its draft and its confirmation line."""

    visit: Visit
    act: Act
    opened: Opened
    entry: Entry
    draft: Draft | None
    steps: list[Step]
    files: Mapping[str, Attachment]

    @property
    def key(self) -> DraftKey:
        """Whose draft it is."""
        return DraftKey(self.visit.session.principal.user, self.opened.item.directive, self.act.name)


def add_act(act: Act) -> None:
    """Add the pages of an act."""

    async def open_form(request: Request, visit: SignedIn, directive: UUID) -> Response:
        return await show_form(request, await sit_down(visit, act, directive), words=request.query_params.get("q", ""))

    async def send_form(request: Request, visit: SignedIn, directive: UUID) -> Response:
        form = await request.form()
        require_token(request, visit.session, form)
        desk = await sit_down(visit, act, directive, form)
        return await _answer(request, desk, read_field(form, "do"))

    async def keep_draft(request: Request, visit: SignedIn, directive: UUID) -> Response:
        form = await request.form()
        require_token(request, visit.session, form)
        desk = await _save(await sit_down(visit, act, directive, form))
        return await show(request, "_directive_draft.html", status=200, **await _lay_out(desk), is_part=True)

    router.get(f"/{act.name}", name=f"open_{act.name}")(open_form)
    router.post(f"/{act.name}", name=f"send_{act.name}")(send_form)
    if act.is_drafted:
        router.post(f"/{act.name}/draft", name=f"keep_{act.name}")(keep_draft)


async def sit_down(visit: Visit, act: Act, directive: UUID, form: FormData | None = None) -> Desk:
    """Return an act with what the form holds, else what was kept, else what was said last.

    Raises: Rejected where the asker may not do it now.
    """
    opened = await open_directive(visit, directive)
    principal = visit.session.principal
    draft = await visit.gate.drafts.find(DraftKey(principal.user, str(directive), act.name))
    if form is not None:
        entry = read_entry(act, form)
    else:
        _require_offered(opened, act)
        empty = Entry(str(make_id()), opened.item.version)
        told = draft.fields if draft else prefill(act, opened.events)
        entry = load_draft(act, empty, told)
    confirmations = draft.confirmations if draft else ()
    heads = opened.heads if act.is_confirmed and may_keep(visit.session.principal.department, opened.item) else []
    digest = take_digest(act, entry)
    steps = list_steps(heads, principal.user, opened.item.team, confirmations, digest)
    return Desk(visit, act, opened, entry, draft, steps, await find_files(visit.gate, opened, entry, principal.user))


def _require_offered(opened: Opened, act: Act) -> None:
    offered = {each.name for each in (opened.offer.first, *opened.offer.others) if each}
    if act.name not in offered:
        detail = _("지금은 할 수 없는 일입니다. 지시 화면에서 할 수 있는 처리를 확인하세요.")
        raise Rejected("WRONG_STATE", detail, {"state": opened.item.state})


async def find_files(gate: Gate, opened: Opened, entry: Entry, writer: str) -> dict[str, Attachment]:
    """Return the files of an entry that its writer gave, or that the directive already has, by sha256."""
    files: dict[str, Attachment] = {}
    for digest in entry.all("attachments"):
        known = opened.attachments.get(digest)
        if known is None:
            found = await gate.files.find(digest, writer)
            if found is None or found.erased_at is not None:
                continue
            known = Attachment(sha256=found.sha256, name=found.name, media_type=found.type, size=found.size)
        files[digest] = known
    return files


async def _answer(request: Request, desk: Desk, do: str) -> Response:
    """Return what a sent form leads to: the form again, the question, or the directive with what was done."""
    if do in {"drop", "save"}:
        return await _keep(desk, do)
    if do == "back":
        return await show_form(request, desk)
    act, opened = desk.act, desk.opened
    errors = check_entry(act, desk.entry, opened.offers)
    if not errors and not desk.files.keys() >= set(desk.entry.all("attachments")):
        errors = {"attachments": _("없는 파일이 있습니다. 지우고 다시 붙이세요.")}
    if errors:
        return await show_form(request, await _save(replace_entry(desk, errors)), status=422)
    return await _go_on_checked(request, desk, do)


async def _go_on_checked(request: Request, desk: Desk, do: str) -> Response:
    """Return what a form without errors leads to."""
    if do == "ask":
        return await _keep(desk, do)
    if desk.act.warning and do != "sure":
        return await _ask(request, desk)
    if find_next(desk.steps):
        failure = Trouble(_("확인이 남았습니다"), _("글이 바뀌면 확인을 다시 받아야 합니다."), _("확인을 요청하세요."))
        return await show_form(request, await _save(desk), status=409, failure=failure)
    return await _send(request, desk)


async def _keep(desk: Desk, do: str) -> Response:
    """Save the draft, ask the department's heads to confirm it, or erase it; and show the form again."""
    drafts = desk.visit.gate.drafts
    if do == "drop":
        await drafts.erase(desk.key)
    else:
        await _save(desk)
    if do == "ask":
        await drafts.ask(desk.key)
    return go(f"/directives/{desk.opened.item.directive}/{desk.act.name}")


def replace_entry(desk: Desk, errors: Mapping[str, str]) -> Desk:
    """Return the same with errors in its entry."""
    return replace(desk, entry=desk.entry.with_errors(errors))


async def _save(desk: Desk) -> Desk:
    """Keep what was typed, where that is allowed."""
    if not desk.act.is_drafted or not may_keep(desk.visit.session.principal.department, desk.opened.item):
        return desk
    drafts, principal = desk.visit.gate.drafts, desk.visit.session.principal
    await drafts.save(desk.key, principal.department, desk.entry.spell())
    return replace(desk, draft=await drafts.find(desk.key))


async def _send(request: Request, desk: Desk) -> Response:
    act, entry, opened = desk.act, desk.entry, desk.opened
    files = tuple(desk.files[each] for each in entry.all("attachments"))
    command = make_command(act, entry, files, list_confirmed(desk.steps))
    if command is None:
        errors = {act.fields[0].name: _("저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지워 주세요.")}
        return await show_form(request, replace_entry(desk, errors), status=422)
    gate, principal = desk.visit.gate, desk.visit.session.principal
    if_match = entry.version if act.is_of_version else None
    subject = UUID(opened.item.directive)
    try:
        done = await gate.send(principal, command, key=entry.key, subject=subject, if_match=if_match)
    except Rejected as rejected:
        return await _refuse(request, desk, rejected)
    await gate.drafts.erase(desk.key)
    return await open_done(desk.visit, done)


async def _refuse(request: Request, desk: Desk, rejected: Rejected) -> Response:
    """Show what the service refused where it belongs: beside what another did, at its field, or above the form."""
    status = STATUS_OF_CODE[rejected.code]
    if rejected.code in CONFLICTS or status == Status.VERSION:
        return await _show_conflict(request, desk, rejected)
    desk = await _save(desk)
    name = FIELD_OF_CODE.get(rejected.code)
    if name in {asked.name for asked in desk.act.fields}:
        return await show_form(request, replace_entry(desk, {str(name): rejected.message}), status=status)
    return await show_form(request, desk, status=status, failure=explain(rejected, _("처리하지 못했습니다")))


async def _show_conflict(request: Request, desk: Desk, rejected: Rejected) -> Response:
    """Show what another did beside what this person wanted to do; what was typed goes along."""
    now = await open_directive(desk.visit, UUID(desk.opened.item.directive))
    offered = {each.name for each in (now.offer.first, *now.offer.others) if each}
    values = await _lay_out(replace(desk, opened=now))
    return await show(
        request,
        "conflict.html",
        status=STATUS_OF_CODE[rejected.code],
        **values,
        rejected=rejected,
        news=[fact for fact in now.sheet.facts if fact.version > desk.entry.version],
        may_go_on=desk.act.name in offered,
        fresh_key=str(make_id()),
    )


async def _ask(request: Request, desk: Desk) -> Response:
    """Ask once more before what cannot be undone."""
    opened, act = desk.opened, desk.act
    values = await _lay_out(desk)
    late_days = 0
    if act.name == "share":
        own_days = int(desk.entry.one("report_days") or 0)
        policy = choose_report(opened.policies, opened.item.kind, opened.today, own_days)
        values["report_due"] = find_end(policy, opened.today, opened.calendar)
        values["length"] = tell_length(policy)
        late_days = count_business_days_late(opened.calendar, opened.item.share_due, opened.today)
    return await show(request, "directive_confirm.html", status=200, **values, late_days=late_days)


async def show_form(
    request: Request,
    desk: Desk,
    *,
    status: int = 200,
    failure: Trouble | None = None,
    words: str = "",
    session: Session | None = None,
) -> Response:
    """Show an act's form with what was typed into it."""
    values = await _lay_out(desk, words) | ({"session": session} if session else {})
    if is_part(request) and request.method == "GET":
        return await show(request, "_directive_targets.html", status=status, **values)
    return await show(request, "directive_act.html", status=status, **values, failure=failure, is_part=False)


async def _lay_out(desk: Desk, words: str = "") -> dict[str, object]:
    act, entry, opened = desk.act, desk.entry, desk.opened
    names = {digest: file.name for digest, file in desk.files.items()}
    has_target = any(asked.kind is FieldKind.DIRECTIVE for asked in act.fields)
    targets = await _list_targets(desk, words) if has_target else []
    target = next((f"{item.number} {item.text}" for item in targets if item.directive == entry.one("into")), "")
    return {
        "act": act,
        "entry": entry,
        "sheet": opened.sheet,
        "item": opened.item,
        "kinds": opened.kinds,
        "offers": opened.offers,
        "files": desk.files,
        "draft": desk.draft,
        "is_kept": act.is_drafted and may_keep(desk.visit.session.principal.department, opened.item),
        "lines": lay_out_print(act, entry),
        "shown": list_shown(act, entry, opened.offers, names, target),
        "targets": targets,
        "words": words,
        "path": f"/directives/{opened.item.directive}/{act.name}",
        **await lay_out_steps(desk.visit, desk.steps),
    }


async def lay_out_steps(visit: Visit, steps: list[Step]) -> dict[str, object]:
    """Return the confirmation line with the names of its accounts, and whose turn it is."""
    accounts = {account for step in steps for account in step.accounts}
    found = [await visit.gate.accounts.find(account) for account in sorted(accounts)]
    labels = {each.user: each.label for each in found if each is not None}
    return {"steps": steps, "turn": find_next(steps), "people": labels}


async def _list_targets(desk: Desk, words: str) -> list[Item]:
    """Return the open directives that another may be merged into: the chosen one, and those with the words."""
    me = desk.opened.item.directive
    wanted = Filter(
        today=desk.opened.today,
        reader=desk.visit.session.principal,
        states=OPEN_STATES,
        q=words.replace("\x00", "").strip()[:100] or None,
        limit=CANDIDATES,
    )
    async with desk.visit.gate.reading() as snapshot:
        found = (await list_directives(snapshot, wanted)).items
        chosen = desk.entry.one("into")
        if chosen and chosen not in {item.directive for item in found}:
            found = [*(await list_directives(snapshot, replace(wanted, q=None, directive=chosen))).items, *found]
    return [item for item in found if item.directive != me]


async def open_done(visit: Visit, done: Done) -> Response:
    """Go to what a command made, as soon as the views have it."""
    path = f"/directives/{done.result.id}"
    for view in WATCHED:
        if not await visit.gate.wait_for(view, CONTEXT, done.position):
            return go(f"{path}?after={done.position}")
    return go(path)


async def go_on(request: Request, visit: Visit, path: str, form: FormData) -> Response | None:
    """Return an act's form with what was typed when its session had ended; None for the address of anything else."""
    parts = urlsplit(path).path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "directives" or parts[2] not in BY_NAME:
        return None
    act = BY_NAME[parts[2]]
    try:
        desk = await sit_down(visit, act, UUID(parts[1]), form)
    except (Rejected, ValueError):
        return go(f"/directives/{parts[1]}")
    if act.is_drafted and may_keep(visit.session.principal.department, desk.opened.item):
        await _save(desk)
        return go(f"/directives/{parts[1]}/{act.name}")
    return await show_form(request, desk, session=visit.session)


for each in ACTS:
    add_act(each)
