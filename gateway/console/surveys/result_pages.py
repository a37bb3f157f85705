"""Routes of a survey's results for its own office: numbers, files of answers, texts, winners (ENG-36 to ENG-40)."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.engagement.surveys import Design
from contracts.errors import Rejected
from gateway.access import NoParameters
from gateway.answers.surveys import compute, find_own, list_texts, list_winners, require_ended
from gateway.console.registers.declaring import Cell, Part
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.surveys.laying import PATH
from gateway.console.surveys.telling import tell
from gateway.console.visits import SignedIn
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.queries import survey as queries
from gateway.routers import survey_results
from gateway.routers.surveys_open import NO_MARGIN

router = APIRouter(prefix=f"{PATH}/{{survey}}", route_class=ConsoleRoute, include_in_schema=False)


@router.get("/result")
async def show_result(request: Request, visit: SignedIn, survey: UUID, wave: str = "") -> Response:
    """Show what a survey, or a month of it, has come to (ENG-35, ENG-39, ENG-40)."""
    month = f"{visit.today:%Y-%m}"
    async with visit.gate.reading() as snapshot:
        row = await find_own(snapshot, survey, visit.session.principal)
        months = await _list_months(snapshot, row.survey) if row.is_rolling else []
        asked = wave if wave in months else None
        if row.is_rolling and row.state == "OPEN" and asked is None:
            asked = max((each for each in months if each < month), default=None)
        require_ended(row, asked, month)
        result = await compute(snapshot, row, asked)
    design = Design.model_validate(row.design)
    return await show(
        request,
        "survey_result.html",
        row=row,
        design=design,
        outcome=tell(result, design),
        months=[each for each in months if row.state == "CLOSED" or each < month],
        wave=asked,
        no_margin=NO_MARGIN,
        has_writing=any(each.kind.value.endswith("_TEXT") or each.has_other for each in design.questions),
    )


@router.get("/responses.csv")
async def give_csv(visit: SignedIn, survey: UUID) -> Response:
    """Give a line for each answer, in columns that are always the same (ENG-38)."""
    return await survey_results.export_csv(visit.gate, visit.session.principal, survey, NoParameters())


@router.get("/responses.xlsx")
async def give_xlsx(request: Request, visit: SignedIn, survey: UUID) -> Response:
    """Give the same as a workbook (ENG-38)."""
    return await survey_results.export_xlsx(request, visit.gate, visit.session.principal, survey, NoParameters())


@router.get("/texts")
async def show_texts(request: Request, visit: SignedIn, survey: UUID) -> Response:
    """Show what was written, of groups of at least k; who reads it is noted (ENG-40)."""
    async with visit.gate.reading() as snapshot:
        row = await find_own(snapshot, survey, visit.session.principal)
    require_ended(row, None, "")
    await visit.gate.note_survey_read(visit.session.principal, row.survey)
    async with visit.gate.exporting() as snapshot:
        found = await list_texts(visit.gate, snapshot, row)
    design = Design.model_validate(row.design)
    names = {each.code: each.name for each in design.strata}
    parts = [
        Part(
            question.text,
            heads=(("글", "main"), ("층", "")),
            rows=tuple(
                (Cell(each.words), Cell(names.get(each.stratum or "", "")))
                for each in found
                if each.question == question.code
            ),
            note=_("문항 코드 %(code)s", code=question.code),
        )
        for question in design.questions
        if any(each.question == question.code for each in found)
    ]
    return await show(request, "survey_words.html", row=row, title="적은 글", parts=parts)


@router.get("/winners")
async def show_winners(request: Request, visit: SignedIn, survey: UUID) -> Response:
    """Show where prizes go; who reads it is noted, and no answer is beside it (ENG-36)."""
    async with visit.gate.reading() as snapshot:
        row = await find_own(snapshot, survey, visit.session.principal)
        if not row.draws:
            raise Rejected("NOT_FOUND", _("아직 추첨하지 않았습니다."))
        await visit.gate.note_survey_read(visit.session.principal, row.survey)
        found = await list_winners(visit.gate, snapshot, row)
    part = Part(
        "당첨자",
        heads=(("추첨 번호", "main"), ("연락처", "")),
        rows=tuple((Cell(each.name), Cell(each.contact)) for each in found),
        note="연락처는 답과 이어지지 않습니다. 읽은 사람은 기록에 남습니다.",
    )
    return await show(request, "survey_words.html", row=row, title="당첨자 연락처", parts=[part])


async def _list_months(snapshot: Snapshot, of_survey: str) -> list[str]:
    """Return the months in which somebody answered."""
    cells = await queries.list_cells(snapshot, of_survey)
    return sorted({cell.month for cell in cells})
