"""What citizens' juries have approved, as forms of pledges offer it (EVL-63)."""

from dataclasses import replace
from typing import Any, Final

from gateway.console.meetings.forms import Field, Misread
from gateway.console.meetings.sending import Shown
from gateway.console.registers.declaring import offer
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.queries import jury
from gateway.queries.rows import Place, list_page

JURIES: Final = 50
"""Juries to choose from."""
ITEM: Final = Field(
    "item",
    "승인한 안건",
    "choice",
    must=True,
    hint="회의를 마친 시민배심원단이 승인한 안건만 고를 수 있습니다.",
    way=("/juries", "배심원"),
)


async def offer_items(visit: Visit, _of: object, shown: Shown) -> Shown:
    """Return a form with the items that concluded juries have approved."""
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, jury.VIEW, jury.choose(state="CONCLUDED"), jury.ORDER, Place(JURIES))
    options = [
        (f"{each.jury}|{vote['number']}", f"{each.name}: {vote['item']}"[:200])
        for each in page.rows
        for vote in each.votes
        if vote["is_approved"]
    ]
    return replace(shown, spec=offer(shown.spec, "item", options))


def shape_item(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a command says with the jury and the number of the item that was chosen. Raises: Misread."""
    chosen = payload.pop("item", None)
    if chosen is None:
        return payload
    key, _bar, number = str(chosen).partition("|")
    if not number.isdecimal():
        raise Misread("item", _("안건을 고르세요."))
    return {**payload, "jury": key, "item": int(number)}
