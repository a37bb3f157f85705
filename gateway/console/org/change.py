"""변경 등록: the pages of the small forms. A form is tried first, what it brings about is shown, then it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Command, Done
from contracts.registry import EndDepartment, ErasePerson, RegisterDepartment
from gateway.answers.people import NewPerson, seal_and_register
from gateway.auth import Session
from gateway.console.forms import read_field
from gateway.console.org.acts import ACTS, CALENDAR, ORG, Act, find_after, list_groups
from gateway.console.org.effects import find_effects
from gateway.console.org.fields import check, explain, make_payload, read_links, read_values, show_value
from gateway.console.org.options import load_options, tell_subject
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.rendering import explain as explain_refusal
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.ordering import order_by_key
from gateway.queries import department
from infra.clock import make_id

CONTEXT: Final = "registry"
TOP: Final = "list"
"""Stands where the name of an act stands, for the list of them."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in."""

    act: Act
    key: str
    values: Mapping[str, str]
    subject: UUID | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    word: str = ""
    """What was typed before something is destroyed."""


@router.get(f"{ORG}/change/{TOP}")
async def list_acts(request: Request, visit: SignedIn) -> Response:
    """Show what can be registered."""
    return await show(request, "org_changes.html", groups=[*list_groups(ORG), *list_groups(CALENDAR)])


@router.get(f"{ORG}/change/{{slug}}")
async def open_form(request: Request, visit: SignedIn, slug: str) -> Response:
    """Show a form, with what the link puts into it."""
    act = _find(slug)
    query = request.query_params
    filled = Filled(act, str(make_id()), read_links(act.fields, query), _read_subject(act, query.get("subject", "")))
    return await _show_form(request, visit, filled)


@router.post(f"{ORG}/change/{{slug}}")
async def send_form(request: Request, visit: SignedIn, slug: str) -> Response:
    """Try a form and show what it brings about; send it once that was confirmed."""
    form = await request.form()
    require_token(request, visit.session, form)
    filled = _read_form(_find(slug), form)
    if read_field(form, "step") == "back":
        return await _show_form(request, visit, filled)
    options = await load_options(visit, filled.act.fields)
    wrong = check(filled.act.fields, filled.values, options)
    if wrong:
        return await _show_form(request, visit, replace(filled, errors=wrong), status=422)
    is_confirmed = read_field(form, "step") == "confirm"
    if is_confirmed and filled.act.typed and filled.word != filled.act.typed:
        said = _("'%(word)s'라고 적어야 합니다.", word=filled.act.typed)
        return await _confirm(request, visit, replace(filled, errors={"word": said}), status=422)
    return await _carry_out(request, visit, filled, dry_run=not is_confirmed)


async def _carry_out(request: Request, visit: Visit, filled: Filled, *, dry_run: bool) -> Response:
    try:
        done = await _send(visit, filled, dry_run=dry_run)
    except ValidationError as error:
        wrong = explain(filled.act.fields, error)
        return await _show_form(request, visit, replace(filled, errors=wrong), status=422)
    except Rejected as rejected:
        refusal = explain_refusal(rejected)
        wrong = {filled.act.fields[0].name: f"{refusal.cause} ({rejected.code})"}
        status = STATUS_OF_CODE[rejected.code]
        return await _show_form(request, visit, replace(filled, errors=wrong), status=status)
    if dry_run:
        return await _confirm(request, visit, filled)
    await visit.gate.wait_for(filled.act.view, CONTEXT, done.position if done else 0)
    return go(f"{find_after(filled.act, filled.values)}?{urlencode(_tell_done(visit, filled))}")


def _tell_done(visit: Visit, filled: Filled) -> dict[str, str]:
    """Return what the next page is told: the act, and the day from which what it made is there."""
    first = filled.values.get("valid_from", "")
    is_later = filled.act.after == "/org/{code}" and first > visit.today.isoformat()
    return {"done": filled.act.slug, **({"as_of": first} if is_later else {})}


async def keep_form(request: Request, session: Session, slug: str, form: FormData) -> Response:
    """Show a form again that was being sent when the session ended, with all that was typed."""
    gate = get_gate(request)
    visit = Visit(gate, session, await gate.now())
    return await _show_form(request, visit, _read_form(_find(slug), form), session=session)


async def _show_form(
    request: Request, visit: Visit, filled: Filled, *, status: int = 200, session: Session | None = None
) -> Response:
    values: dict[str, object] = {"session": session} if session else {}
    return await show(
        request,
        "org_change.html",
        status=status,
        filled=filled,
        options=await load_options(visit, filled.act.fields),
        told=await tell_subject(visit, filled.act.slug, filled.subject),
        **values,
    )


async def _confirm(request: Request, visit: Visit, filled: Filled, *, status: int = 200) -> Response:
    options = await load_options(visit, filled.act.fields)
    subject = {"subject": str(filled.subject)} if filled.subject else {}
    return await show(
        request,
        "org_confirm.html",
        status=status,
        filled=filled,
        told=await tell_subject(visit, filled.act.slug, filled.subject),
        facts=[(each, show_value(each, filled.values[each.name], options)) for each in filled.act.fields],
        effects=await find_effects(visit, filled.act.slug, {**filled.values, **subject}),
    )


def _find(slug: str) -> Act:
    if slug not in ACTS:
        raise Rejected("NOT_FOUND", _("그런 등록 화면이 없습니다. 변경 등록 목록에서 고르세요."))
    return ACTS[slug]


def _read_subject(act: Act, text: str) -> UUID | None:
    """Raises: Rejected with NOT_FOUND where an act needs to know what it acts on."""
    try:
        return UUID(text) if act.has_subject else None
    except ValueError as error:
        raise Rejected("NOT_FOUND", _("무엇을 바꿀지 알 수 없습니다. 목록에서 다시 고르세요.")) from error


def _read_form(act: Act, form: FormData) -> Filled:
    key = read_field(form, "key")[:200] or str(make_id())
    subject = _read_subject(act, read_field(form, "subject"))
    return Filled(act, key, read_values(act.fields, form), subject, word=read_field(form, "word"))


async def _send(visit: Visit, filled: Filled, *, dry_run: bool) -> Done | None:
    """Return the outcome; None where a form is only checked. Raises: ValidationError, Rejected."""
    principal, gate = visit.session.principal, visit.gate
    if filled.act.slug == "person":
        new = NewPerson.model_validate(make_payload(filled.act.fields, filled.values))
        return None if dry_run else await seal_and_register(gate, principal, new, filled.key, dry_run=False, late=None)
    bodies = await _make_commands(visit, filled)
    keys = [filled.key, *(f"{filled.key}/{n}" for n in range(1, len(bodies)))]
    orders = [
        order_by_key(principal, body, key, subject=filled.subject) for body, key in zip(bodies, keys, strict=True)
    ]
    done = await gate.carry_out(principal, *orders, dry_run=dry_run)
    if filled.act.command is ErasePerson and filled.subject is not None and not dry_run:
        await gate.vault.erase(filled.subject)
    return done


async def _make_commands(visit: Visit, filled: Filled) -> list[Command]:
    """Return the commands of a form, decided together. Raises: ValidationError, Rejected."""
    payload = {**dict(filled.act.adds), **make_payload(filled.act.fields, filled.values)}
    if filled.act.slug == "rename":
        return await _make_rename(visit, payload)
    return [filled.act.command.model_validate(payload)]


async def _make_rename(visit: Visit, payload: Mapping[str, str]) -> list[Command]:
    """Return the end of a department, and its successor of the same lineage the day after (ORG-01)."""
    async with visit.gate.reading() as snapshot:
        before = await department.find_department(snapshot, payload["before"])
    if before is None:
        raise Rejected("UNKNOWN_DEPARTMENT", _("그런 부서가 없습니다. 목록에서 고르세요."))
    first = date.fromisoformat(payload["valid_from"])
    ended = {"code": before.code, "valid_until": first - timedelta(days=1), "reason": payload["reason"]}
    new = {
        "code": payload["code"],
        "name": payload["name"],
        "name_known": True,
        "kind": before.kind,
        "town": before.town,
        "parent": before.parent,
        "lineage": before.lineage,
        "valid_from": first,
        "valid_until": None,
    }
    return [EndDepartment.model_validate(ended), RegisterDepartment.model_validate(new)]


for _path, _serve, _method in (("/change/{slug}", open_form, "GET"), ("/change/{slug}", send_form, "POST")):
    router.add_api_route(f"{CALENDAR}{_path}", _serve, methods=[_method])
