"""Route of one event: who did what when, what it says, its hash in the chain; where every number ends (EVL-17)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from contracts.values import Code
from gateway.access import Parameters
from gateway.console.events.words import CONTEXTS, FIELDS, TYPES
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn
from gateway.console.words import _
from gateway.labels import ROLE_LABELS
from gateway.routers.events import read_event

router = APIRouter(prefix="/events", route_class=ConsoleRoute, include_in_schema=False)
UNTOLD: Final = frozenset({"type"})


@router.get("/{context}/{position}")
async def show_event(
    request: Request,
    visit: SignedIn,
    context: Annotated[Code, Path()],
    position: Annotated[int, Path(ge=1, le=2**53)],
) -> Response:
    """Show one event as it was stored; what somebody may not see is not there."""
    answer = await read_event(visit.gate, visit.session.principal, context, position, Parameters())
    raw = json.loads(bytes(answer.body))
    return await show(
        request,
        "event.html",
        event=raw,
        what=_(TYPES.get(raw["type"], raw["type"])),
        of=_(CONTEXTS.get(context, context)),
        role=_(ROLE_LABELS[raw["actorrole"]]),
        times=[datetime.fromisoformat(raw[name]) for name in ("effectiveat", "time")],
        lines=list(list_lines(raw["data"])),
        raw=json.dumps(raw, ensure_ascii=False, indent=2),
    )


def list_lines(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what an event says, name and value; what lies deeper is told by each name above it."""
    for name, value in data.items():
        if name not in UNTOLD:
            yield from _tell(_(FIELDS.get(name, name)), value)


def _tell(name: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for inner, each in value.items():
                yield from _tell(f"{name} · {_(FIELDS.get(inner, inner))}", each)
        case list() if value and isinstance(value[0], dict | list):
            for number, each in enumerate(value, 1):
                yield from _tell(f"{name} {number}", each)
        case list():
            yield name, ", ".join(map(str, value)) or _("없음")
        case bool():
            yield name, _("예") if value else _("아니요")
        case None:
            yield name, _("없음")
        case _:
            yield name, str(value)
