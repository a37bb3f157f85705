"""Routes of the answering page, the same for everybody: a link's token stays behind the # of its address (ENG-34)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from contracts.engagement.surveys import Design
from contracts.errors import Rejected
from gateway.console.rendering import ConsoleRoute, show_plain
from gateway.console.words import _
from gateway.gate import Gate
from gateway.guard import get_gate
from gateway.queries import history
from gateway.responding import find_survey
from gateway.routers.files import send_file
from gateway.views.survey import CONTEXT, PREFIX, Row

PICTURE: Final = "image/"
NOT_THERE: Final = "그런 그림이 없습니다."

router = APIRouter(prefix="/survey", route_class=ConsoleRoute, include_in_schema=False)


@router.get("/{survey}")
async def show_answering(request: Request, survey: UUID) -> Response:
    """Show where to answer a survey; who may, its link tells when answers are sent (ENG-34, ENG-38)."""
    row = await find_survey(get_gate(request), survey)
    return show_plain(request, "survey.html", survey=row.survey, title=row.title)


@router.get("/{survey}/images/{sha256}")
async def give_image(
    request: Request, survey: UUID, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """Give a picture that a question of a survey shows (ENG-38)."""
    gate = get_gate(request)
    row = await find_survey(gate, survey)
    if sha256 not in list_images(Design.model_validate(row.design)):
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    for giver in await _list_designers(gate, row):
        found = await gate.files.find(sha256, giver)
        if found is not None and found.type.startswith(PICTURE):
            return await send_file(gate, found)
    raise Rejected("NOT_FOUND", _(NOT_THERE))


def list_images(design: Design) -> set[str]:
    """Return what a design's questions show."""
    return {option.image for question in design.questions for option in question.options if option.image}


async def _list_designers(gate: Gate, row: Row) -> set[str]:
    """Return who designed a survey: a hash that somebody knows of another's file publishes nothing."""
    async with gate.reading() as snapshot:
        return {event.actor for event in await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{row.survey}")}
