"""설문 laid out for staff: the list, and one with its questions, its strata, its consent and its draws (ENG-30)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from contracts.engagement.questions import Condition, Question, QuestionKind
from contracts.engagement.surveys import Design
from gateway.answers.surveys import is_own
from gateway.auth import Principal
from gateway.console.present import Chip, ChipKind, Step, StepState, format_count, format_day, format_moment
from gateway.console.registers.declaring import (
    DEPARTMENTS,
    Book,
    Cell,
    Column,
    Event,
    Fact,
    Filter,
    Ground,
    Part,
    Sheet,
)
from gateway.console.registers.pages import make_router
from gateway.console.surveys.forms import ACTS, NEW, SENDS, adapt
from gateway.console.surveys.inviting import has_invitations, lay_out_strata
from gateway.console.surveys.telling import name_value
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import (
    COMPLETION_LABELS,
    QUESTION_KIND_LABELS,
    SURVEY_ACCESS_LABELS,
    SURVEY_AUDIENCE_LABELS,
    SURVEY_SAMPLING_LABELS,
    SURVEY_SCORING_LABELS,
    SURVEY_STATE_LABELS,
)
from gateway.queries import invitation, invitation_letter, rows, survey
from gateway.routers.surveys import SURVEYS, Survey
from gateway.views.survey import Row
from infra.clock import SEOUL

PATH: Final = "/surveys"
_KINDS: Final[Mapping[str, ChipKind]] = {
    "DESIGNED": ChipKind.WAITING,
    "OPEN": ChipKind.MOVING,
    "CLOSED": ChipKind.DONE,
}


def make_chip(row: Row) -> Chip:
    """Return a survey's state."""
    return Chip(_KINDS[row.state], _(SURVEY_STATE_LABELS[row.state]), "")


def _show(row: Row, principal: Principal, past: bool) -> Survey:
    """Return a survey with all that its own office may do with it, publication and draw too."""
    told = SURVEYS.show(row, principal, past)
    if past or not is_own(row, principal):
        return told
    more = ["publish"] if row.state == "CLOSED" or (row.is_rolling and row.state == "OPEN") else []
    more += ["draw"] if row.state == "CLOSED" and row.design["incentive"] else []
    return told.model_copy(update={"allowed": [*told.allowed, *more]})


async def _lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return a survey; how many have answered is for its own office."""
    design, is_mine = Design.model_validate(row.design), is_own(row, visit.session.principal)
    parts = [await _lay_out_strata(visit, row, design, is_mine=is_mine)]
    parts += [await _lay_out_invitations(visit, row, design)] if is_mine and has_invitations(row) else []
    parts += [_lay_out_questions(design)]
    parts += [_lay_out_consents(row), *([_lay_out_draws(row)] if design.incentive else [])]
    return Sheet(
        steps=tuple(_list_steps(row)),
        facts=tuple(_list_facts(row, design, ground)),
        parts=tuple(parts),
        links=tuple(_list_links(row, is_mine=is_mine)),
    )


def _list_links(row: Row, *, is_mine: bool) -> Iterator[tuple[str, str]]:
    own = f"{PATH}/{row.survey}"
    if is_mine and (row.state == "CLOSED" or row.is_rolling):
        yield f"{own}/result", "결과"
    if is_mine and has_invitations(row):
        yield f"{own}/invitations", "초대"
    if row.state != "DESIGNED":
        yield f"/survey/{row.survey}", "답하는 화면"
        yield f"/open{own}", "공개 화면"


def _list_steps(row: Row) -> Iterator[Step]:
    days = (row.designed_at, row.opened_at, row.closed_at)
    is_next_told = False
    for word, moment in zip(SURVEY_STATE_LABELS.values(), days, strict=True):
        stands = StepState.DONE if moment else StepState.LATER if is_next_told else StepState.NEXT
        is_next_told = is_next_told or moment is None
        yield Step(word, stands, moment.astimezone(SEOUL).date() if moment else None)


def _list_facts(row: Row, design: Design, ground: Ground) -> Iterator[Fact]:
    yield Fact("목적", design.purpose)
    yield Fact("만든 부서", ground.name(row.department))
    yield Fact("누구에게", _(SURVEY_AUDIENCE_LABELS[design.audience]), _(SURVEY_ACCESS_LABELS[design.access]))
    yield Fact("표본", _(SURVEY_SAMPLING_LABELS[design.sampling]))
    if design.targets:
        yield Fact("초대할 대상", ", ".join(_(COMPLETION_LABELS[each]) for each in design.targets))
    yield Fact("기간", _("연중, 달마다 결과를 냅니다.") if design.is_rolling else _("한 번"))
    yield Fact("점수", _(SURVEY_SCORING_LABELS[design.scoring]), design.overall or "")
    if row.closes_at:
        yield Fact("마감 예정", format_moment(row.closes_at))
    if row.retained_until:
        destroyed = _("파기했습니다.") if row.is_data_due else _("뒤에 글과 연락처를 파기합니다.")
        yield Fact("보유기간", format_day(row.retained_until), destroyed)
    if design.incentive:
        yield Fact("경품 예산", _("%(n)s원", n=format_count(design.incentive.budget)))


async def _lay_out_strata(visit: Visit, row: Row, design: Design, *, is_mine: bool) -> Part:
    """Return the strata with how full they are."""
    answered: dict[str, int] = {}
    note = _("응답 현황은 설문을 만든 부서와 총괄부서에만 보입니다.")
    if is_mine:
        async with visit.gate.reading() as snapshot:
            for cell in await survey.list_cells(snapshot, row.survey):
                answered[cell.stratum] = answered.get(cell.stratum, 0) + cell.responses
            chosen, first = invitation.choose(survey=row.survey), rows.Place(1)
            invited = await rows.list_page(snapshot, invitation.VIEW, chosen, invitation.ORDER, first, total=True)
        counts = {"n": format_count(sum(answered.values())), "invited": format_count(invited.total or 0)}
        note = _("초대 %(invited)s명, 답 %(n)s건", **counts)
    return Part(
        "층과 할당",
        heads=(("층", "main"), ("모집단", "num"), ("할당", "num"), ("답", "num")),
        rows=tuple(
            (
                Cell(each.name),
                Cell(format_count(each.population) if each.population else ""),
                Cell(_tell_quota(each.quota, is_hard=each.is_hard)),
                _tell_answered(answered.get(each.code, 0), each.quota) if is_mine else Cell(),
            )
            for each in design.strata
        ),
        note=note,
    )


async def _lay_out_invitations(visit: Visit, row: Row, design: Design) -> Part:
    async with visit.gate.reading() as snapshot:
        stands = await invitation_letter.count_stands(snapshot, row.survey)
    return lay_out_strata(design, stands, f"{PATH}/{row.survey}/invitations")


def _tell_quota(quota: int | None, *, is_hard: bool) -> str:
    if quota is None:
        return ""
    return _("%(n)s, 차면 그만", n=format_count(quota)) if is_hard else format_count(quota)


def _tell_answered(count: int, quota: int | None) -> Cell:
    return Cell(format_count(count), bar=(min(count, quota), quota) if quota else None)


def _lay_out_questions(design: Design) -> Part:
    numbers = {each.code: number for number, each in enumerate(design.questions, 1)}
    known = {each.code: each for each in design.questions}
    return Part(
        "문항",
        heads=(("문항", "main"), ("종류", ""), ("고를 것", "text"), ("보이는 때", "text")),
        rows=tuple(
            (
                Cell(f"{number}. {each.text}" + (f" ({_('필수')})" if each.is_required else "")),
                Cell(_(QUESTION_KIND_LABELS[each.kind])),
                Cell(_list_choices(each)),
                Cell(tell_conditions(each.shown_if, known, numbers)),
            )
            for number, each in enumerate(design.questions, 1)
        ),
    )


def _list_choices(question: Question) -> str:
    choices = [each.text for each in (*question.options, *question.rows)]
    choices += [_("기타")] if question.has_other else []
    told = ", ".join(choices)
    if question.kind is QuestionKind.NUMBER and (question.minimum, question.maximum) != (None, None):
        return _("%(low)s부터 %(high)s까지", low=question.minimum, high=question.maximum)
    return told + (" " + _("(%(n)s개까지)", n=question.max_choices) if question.max_choices else "")


def tell_conditions(conditions: Iterable[Condition], known: Mapping[str, Question], numbers: Mapping[str, int]) -> str:
    """Return in words when a question is shown."""
    told = [
        _(
            "%(n)s번에 “%(words)s”라고 답하면",
            n=numbers[each.question],
            words=_(" 또는 ").join(name_value(known[each.question], value) for value in each.any_of),
        )
        for each in conditions
    ]
    return _(" 그리고 ").join(told) or _("늘")


def _lay_out_consents(row: Row) -> Part:
    return Part(
        "동의문",
        events=tuple(
            Event(
                format_moment(datetime.fromisoformat(each["since"])),
                _("%(n)s판", n=number),
                "\n".join(_tell_consent(each)),
            )
            for number, each in reversed(list(enumerate(row.consents, 1)))
        ),
        acts=("revise-consent",),
    )


def _tell_consent(version: Mapping[str, object]) -> Iterator[str]:
    consent = version["consent"]
    assert isinstance(consent, Mapping)
    if version["reason"]:
        yield _("바꾼 사유: %(reason)s", reason=version["reason"])
    yield str(consent["purpose"])
    yield str(consent["items"])
    yield _("마감 뒤 %(n)s일까지", n=consent["retention_days"])
    yield str(consent["refusal"])


def _lay_out_draws(row: Row) -> Part:
    return Part(
        "경품 추첨",
        heads=(("추첨값", "main"), ("때", ""), ("참여", "num"), ("당첨", "num"), ("든 돈", "num")),
        rows=tuple(
            (
                Cell(each["seed"]),
                Cell(format_day(_find_day(each["at"]))),
                Cell(format_count(each["entries"])),
                Cell(format_count(len(each["winners"])), link=f"{PATH}/{row.survey}/winners"),
                Cell(_("%(n)s원", n=format_count(each["cost"]))),
            )
            for each in row.draws
        ),
        none="마감한 뒤 추첨합니다.",
        acts=("draw",),
    )


def _find_day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(SEOUL).date()


BOOK: Final = Book(
    path=PATH,
    title="설문",
    register=replace(SURVEYS, show=_show),
    choose=survey.choose,
    head=lambda row, _ground: (row.title, make_chip(row)),
    columns=(
        Column("설문", lambda row, _ground: Cell(row.title), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("만든 부서", lambda row, ground: Cell(ground.name(row.department))),
        Column("답하는 사람", lambda row, _ground: Cell(_(SURVEY_ACCESS_LABELS[row.access]))),
        Column("문항", lambda row, _ground: Cell(format_count(len(row.design["questions"]))), "num"),
        Column("만든 날", lambda row, _ground: Cell(format_day(row.designed_at.astimezone(SEOUL).date()))),
    ),
    lay_out=_lay_out,
    filters=(Filter("state", "상태", SURVEY_STATE_LABELS), Filter("department", "만든 부서", DEPARTMENTS)),
    empty=("아직 설문이 없습니다.", "새 설문을 설계하면 여기에서 열고 마감하고 발표합니다."),
    new=NEW,
    acts=ACTS,
    adapt=adapt,
    sends=SENDS,
)
router = make_router(BOOK)
