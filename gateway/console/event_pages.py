"""One event as it was stored: where a number that opens ends (EVL-17)."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from contracts.values import Code
from gateway.console.present import format_moment
from gateway.console.registers.declaring import Fact
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn
from gateway.console.words import _
from gateway.routers.events import read_event

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@router.get("/events/{context}/{position}")
async def show_one(
    request: Request,
    visit: SignedIn,
    context: Annotated[Code, Path()],
    position: Annotated[int, Path(ge=1, le=2**53)],
) -> Response:
    """Show an event with all that it says, to who may know of it."""
    told = await read_event(visit.gate, visit.session.principal, context, position)
    event: dict[str, Any] = json.loads(bytes(told.body))
    data = json.dumps(event["data"], ensure_ascii=False, indent=2)
    title = _("이벤트 %(context)s %(position)s", context=context, position=f"{position:,}")
    return await show(
        request, "event.html", title=title, facts=list_facts(event), data=data, position=event["position"]
    )


def list_facts(event: dict[str, Any]) -> list[Fact]:
    """Return where and when an event happened, and who did it."""
    department = event.get("actordepartment")
    return [
        Fact("종류", str(event["type"])),
        Fact("이력", str(event["subject"]), _("%(n)s번째", n=event["streamversion"])),
        Fact("일어난 때", format_moment(datetime.fromisoformat(event["effectiveat"]))),
        Fact("적은 때", format_moment(datetime.fromisoformat(event["time"]))),
        Fact("적은 사람", str(event["actor"]), str(department) if department else ""),
        Fact("해시", str(event["chain"])),
    ]
