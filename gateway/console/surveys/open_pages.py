"""Routes of published results, which everybody reads: each version, the newest first (ENG-37, ENG-40, XS-06)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.engagement.survey_results import SurveyResult
from contracts.engagement.surveys import Design
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.surveys.laying import make_chip
from gateway.console.surveys.telling import tell
from gateway.guard import get_gate
from gateway.queries import survey as queries
from gateway.queries.department import find_names
from gateway.queries.rows import Place, list_all, list_page
from gateway.responding import find_survey
from gateway.routers.surveys_open import NO_MARGIN

SHOWN: Final = 200
"""Surveys on the page."""

router = APIRouter(prefix="/open/surveys", route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_open(request: Request) -> Response:
    """Show every survey that was opened, the newest first (ENG-30)."""
    known = [queries.TABLE.c.state != "DESIGNED"]
    async with get_gate(request).reading() as snapshot:
        page = await list_page(snapshot, queries.VIEW, known, queries.ORDER, Place(SHOWN, is_falling=True))
        names = await find_names(snapshot, {row.department for row in page.rows})
    lines = [(row, make_chip(row), names.get(row.department, "")) for row in page.rows]
    return await show(request, "open_surveys.html", lines=lines)


@router.get("/{survey}")
async def show_open(request: Request, survey: UUID, version: str = "") -> Response:
    """Show a version of what a survey has come to, the newest where none is named (ENG-40)."""
    gate = get_gate(request)
    row = await find_survey(gate, survey)
    async with gate.reading() as snapshot:
        told = [queries.RESULTS.c.survey == row.survey]
        found = await list_all(snapshot, queries.RESULT_VIEW, told, queries.RESULT_ORDER)
    versions = [(each, f"{each.wave or ''}.{each.number}") for each in reversed(found)]
    chosen = next((each for each, name in versions if name == version), versions[0][0] if versions else None)
    design = Design.model_validate(row.design)
    return await show(
        request,
        "open_survey.html",
        row=row,
        state=make_chip(row),
        design=design,
        questions={each.code: each.text for each in design.questions},
        versions=versions,
        chosen=chosen,
        outcome=tell(SurveyResult.model_validate(chosen.told), design) if chosen else None,
        no_margin=NO_MARGIN,
    )
