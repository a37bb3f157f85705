"""/v1/directives/{directive}/<act>: what may be done with a directive, each a command as its body."""

from fastapi import APIRouter

from contracts.errors import Rejected
from gateway.acts import ACTS
from gateway.answers.directives import list_changes
from gateway.auth import Principal
from gateway.commands import add_act
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.ordering import Order
from gateway.problems import Outdated
from gateway.queries import directive_board
from gateway.queries.history import Cut

router = APIRouter(prefix="/v1/directives", route_class=GuardedRoute, tags=["지시사항"])


async def explain_conflict(gate: Gate, principal: Principal, order: Order, rejected: Rejected) -> Rejected:
    """Return a refusal; that of an outdated If-Match with what has changed, where the views have come so far."""
    if rejected.code != "VERSION_CONFLICT" or order.if_match is None:
        return rejected
    directive = str(order.subject)
    async with gate.reading() as snapshot:
        now = await directive_board.find_directive(snapshot, directive, principal)
        if now is None or now.version != int(rejected.details["version"]):
            return rejected
        seen = await directive_board.find_past(snapshot, now, Cut(version=order.if_match))
        if seen is None or seen.version != order.if_match:
            return rejected
    return Outdated(rejected, list_changes(seen, now, principal))


for path, act in ACTS.items():
    told = act.summary, act.description
    add_act(router, f"/{{directive}}/{path}", act.command, act.name, told, explain_conflict)
