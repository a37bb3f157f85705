"""What a survey comes to: its result in versions, and who gets a prize (ENG-36, ENG-37, ENG-40, XS-06)."""

from hashlib import sha256

from contracts.engagement.questions import WRITTEN, Question
from contracts.engagement.sortition import find_key
from contracts.engagement.survey_results import SurveyCell, Terms, compute_survey
from contracts.engagement.surveys import (
    Design,
    DrawPrizes,
    PrizesDrawn,
    PublishSurvey,
    Quote,
    SurveyPublished,
    read_terms,
)
from contracts.errors import Rejected
from services.engagement.checks import refuse_state
from services.engagement.survey import Facts, Survey, check_own, require_stage
from services.engagement.survey_design import check_budget


def publish(command: PublishSurvey, survey: Survey, facts: Facts) -> SurveyPublished:
    """Return the next version of what a survey, or one of its months, has come to.

    Raises: Rejected with NOT_PERMITTED, WRONG_STATE, BAD_SHAPE, WAVE_NOT_OVER, REASON_REQUIRED, GROUP_TOO_SMALL.
    """
    check_own(survey, facts.actor)
    check_wave(survey, command.wave, f"{facts.today:%Y-%m}")
    number = survey.versions.get(command.wave, 0) + 1
    if number > 1 and command.reason is None:
        raise Rejected("REASON_REQUIRED", "이미 발표한 결과입니다. 다시 발표하는 사유를 적으세요.")
    terms = read_terms(survey.design)
    if {cell.stratum for cell in command.cells} - terms.populations.keys():
        raise Rejected("BAD_SHAPE", "설문에 없는 층의 답이 있습니다. 다시 보내세요.")
    cells = [cell for cell in command.cells if command.wave in {None, cell.month}]
    _check_quotes(command.quotes, survey.design, terms, cells)
    return SurveyPublished(
        department=survey.department,
        wave=command.wave,
        number=number,
        result=compute_survey(terms, cells),
        quotes=command.quotes,
        reason=command.reason if number > 1 else None,
    )


def check_wave(survey: Survey, wave: str | None, month: str) -> None:
    """A survey is told once it is closed, a month of a rolling one once that is over; `month` is the present one.

    Raises: Rejected with WRONG_STATE, BAD_SHAPE, WAVE_NOT_OVER.
    """
    if wave is None:
        require_stage(survey, "CLOSED", "마감한 뒤에 결과를 냅니다. 먼저 마감하세요.")
        return
    if not survey.design.is_rolling:
        raise Rejected("BAD_SHAPE", "달마다 내는 설문이 아닙니다. 달을 비우세요.", {"field": "wave"})
    if survey.stage == "DESIGNED":
        raise refuse_state(survey.stage, ("OPEN", "CLOSED"), "아직 열지 않은 설문입니다.")
    if survey.stage == "OPEN" and wave >= month:
        raise Rejected("WAVE_NOT_OVER", "아직 끝나지 않은 달입니다. 다음 달에 내세요.", {"month": month})


def draw(command: DrawPrizes, survey: Survey, facts: Facts) -> PrizesDrawn:
    """Return who gets a prize: the first entries by sha256 of the seed and their names, whom anybody can find again.

    Raises: Rejected with NOT_PERMITTED, WRONG_STATE, NO_INCENTIVE, NO_ENTRIES, BUDGET_EXCEEDED.
    """
    check_own(survey, facts.actor)
    require_stage(survey, "CLOSED", "마감한 뒤에 추첨합니다. 먼저 마감하세요.")
    incentive = survey.design.incentive
    if incentive is None:
        raise Rejected("NO_INCENTIVE", "경품이 없는 설문입니다. 설문의 설계를 확인하세요.")
    if survey.is_destroyed:
        raise refuse_state("DESTROYED", (), "연락처를 파기한 설문입니다. 더는 추첨할 수 없습니다.")
    frame = sorted(set(command.entries) - survey.winners)
    if not frame:
        raise Rejected("NO_ENTRIES", "추첨에 참여한 사람이 없습니다. 참여를 확인하세요.")
    winners = sorted(frame, key=lambda name: find_key(command.seed, name))[: incentive.winners]
    return PrizesDrawn(
        seed=command.seed,
        frame_sha256=sha256("".join(f"{name}\n" for name in frame).encode()).hexdigest(),
        entries=len(frame),
        winners=tuple(winners),
        cost=check_budget(incentive, len(winners), survey.drawn_won),
    )


def _check_quotes(quotes: tuple[Quote, ...], design: Design, terms: Terms, cells: list[SurveyCell]) -> None:
    """What somebody wrote is told of a group of at least k only. Raises: Rejected with BAD_SHAPE, GROUP_TOO_SMALL."""
    written = {question.code for question in design.questions if is_written(question)}
    for quote in quotes:
        if quote.question not in written or (quote.stratum is not None and quote.stratum not in terms.populations):
            raise Rejected("BAD_SHAPE", "글을 받는 문항과 설문의 층을 적으세요.", {"question": quote.question})
        if count_answered(quote, cells) < terms.k:
            message = f"답한 사람이 {terms.k}명보다 적은 묶음의 글은 낼 수 없습니다. 더 넓은 묶음으로 내세요."
            raise Rejected("GROUP_TOO_SMALL", message, {"question": quote.question})


def is_written(question: Question) -> bool:
    """Tell whether texts come to a question."""
    return question.kind in WRITTEN or question.has_other


def count_answered(quote: Quote, cells: list[SurveyCell]) -> int:
    """Return how many of a quote's group have answered its question."""
    group = [cell for cell in cells if quote.stratum in {None, cell.stratum}]
    return sum(each.amount for cell in group for each in cell.sums if each.key == f"{quote.question}|")
