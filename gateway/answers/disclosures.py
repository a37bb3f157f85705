"""Citizens' requests that people be named (국민신청실명제): sealed, opened to who asked and to the office (PRJ-85)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.messages import Done
from contracts.projects.real_names import DisclosureRequested, RequestDisclosure
from contracts.values import Name, Role, Text, Uuid
from gateway.answers.entries import CONTEXT, Entry, Told, offer
from gateway.answers.people import READERS
from gateway.answers.registers import Shown, labelled
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.labels import Labelled
from gateway.labels.projects import DISCLOSURE_STATE_LABELS
from gateway.ordering import Late, Order
from gateway.queries import history
from gateway.views.disclosure import Row
from infra.clock import name_command

PATH: Final = "/v1/real-name-requests/{subject}"
TEXT: Final = "projects.disclosure.text"
REQUESTER: Final = "projects.disclosure.requester"
"""What a citizen's words and name are sealed as, both under the request's own key."""


class NewRequest(BaseModel):
    """What a citizen asks; words and name are sealed before they are sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    project: Uuid | None = None
    """Where the citizen chose one of the list."""
    title: Name
    """Of what it is about, read by all staff: no personal data."""
    text: Text
    """Why."""
    requester: Name | None = None
    """Who asks; absent of who does not say."""


class PublicRequest(Shown):
    """A request whose decision is published, as everybody may read it."""

    id: str
    title: str
    project: str | None
    requested_on: date
    state: Annotated[Labelled, labelled(DISCLOSURE_STATE_LABELS)]
    committee: str | None
    decided_on: Told | None
    reason: str | None
    published_on: date | None


class DisclosureRequest(Entry, PublicRequest):
    """A request as who asked and staff see it; words and name for who asked and for the coordinating office."""

    text: str | None
    requester: str | None
    is_published: bool
    version: int


def may_know(row: Row, principal: Principal) -> bool:
    """Tell whether somebody may know of a request: a citizen of the own ones and of those that are published."""
    return principal.role is not Role.CITIZEN or row.is_published or row.asked_by == principal.user


async def show_requests(
    gate: Gate, found: Sequence[Row], principal: Principal, *, past: bool
) -> list[DisclosureRequest]:
    """Return requests as the asker may see them."""
    return [await _show(gate, row, principal, past=past) for row in found]


def show_public(row: Row) -> PublicRequest:
    """Return a request whose decision is published."""
    return PublicRequest.model_validate(_tell(row))


async def request(
    gate: Gate, principal: Principal, new: NewRequest, key: str, *, dry_run: bool, late: Late | None
) -> Done:
    """Return what asking made, the words sealed under the request's own key. Raises: Rejected."""
    command = name_command(principal.user, key)

    async def send() -> Done:
        text = await seal_field(gate, command, TEXT, new.text, dry_run=dry_run)
        who = await seal_field(gate, command, REQUESTER, new.requester, dry_run=dry_run) if new.requester else None
        body = RequestDisclosure(project=new.project, title=new.title, text=text, requester=who)
        return await gate.carry_out(principal, Order(command, body), dry_run=dry_run, late=late)

    return await send_once(gate, principal, command, send, partial(_is_same, gate, command, new))


async def _is_same(gate: Gate, request: UUID, new: NewRequest, stored: Done) -> bool:
    """Tell whether a request stands as a citizen sends it again."""
    await gate.require({CONTEXT: stored.position}, history.VIEWS[CONTEXT])
    async with gate.reading() as snapshot:
        found = await history.list_command(snapshot, CONTEXT, stored.position)
    asked = next((history.load_event(CONTEXT, row).data for row in found), None)
    if not isinstance(asked, DisclosureRequested) or stored.result.id != str(request):
        return False
    text, requester = await _open(gate, asked.text, asked.requester)
    return (asked.project, asked.title, text, requester) == (new.project, new.title, new.text, new.requester)


async def _show(gate: Gate, row: Row, principal: Principal, *, past: bool) -> DisclosureRequest:
    is_reader = principal.role in READERS or principal.user == row.asked_by
    text, requester = await _open(gate, row.text, row.requester) if is_reader else (None, None)
    acts = {"REQUESTED": ["decide"]}.get(row.state, [] if row.is_published else ["publish"])
    allowed = offer(PATH, acts, principal, is_own=not past)
    words: dict[str, Any] = {"text": text, "requester": requester, "is_published": row.is_published}
    return DisclosureRequest.model_validate({**_tell(row), **words, "version": row.version, "allowed": allowed})


async def _open(gate: Gate, text: str, requester: str | None) -> tuple[str, str | None]:
    """Return a citizen's words and name; 파기됨 once they are destroyed."""
    opened = await gate.vault.open_many([(text, TEXT), *([(requester, REQUESTER)] if requester else [])])
    return str(opened[0]), str(opened[1]) if requester else None


def _tell(row: Row) -> dict[str, Any]:
    same = ("title", "project", "requested_on", "state", "committee", "decided_on", "reason", "published_on")
    return {"id": row.disclosure, **{name: getattr(row, name) for name in same}}
