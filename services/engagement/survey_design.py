"""What a survey's design must be before anybody is asked (ENG-30, ENG-36, ENG-38, ENG-39)."""

from contracts.engagement.questions import SCORED, check_questions
from contracts.engagement.surveys import Access, Design, Incentive, Sampling, Scoring, Stratum
from contracts.errors import Rejected


def check_design(design: Design) -> None:
    """Refuse a design that cannot be asked or told as it says.

    Raises: Rejected with QUESTION_INVALID, BRANCH_INVALID, DESIGN_INVALID, BUDGET_EXCEEDED.
    """
    check_questions(design.questions)
    _check_strata(design.strata)
    _check_scoring(design)
    _check_access(design)
    if design.incentive is not None:
        check_budget(design.incentive, design.incentive.winners)


def check_budget(incentive: Incentive, winners: int, drawn_won: int = 0) -> int:
    """Return what so many winners more cost, in won. Raises: Rejected with BUDGET_EXCEEDED."""
    cost = incentive.prize * winners
    if drawn_won + cost > incentive.budget:
        message = "경품 예산을 넘습니다. 당첨자 수나 한 사람 몫을 줄이거나 경품 예산을 늘리세요."
        raise Rejected("BUDGET_EXCEEDED", message, {"budget": str(incentive.budget), "spent": str(drawn_won + cost)})
    return cost


def _check_strata(strata: tuple[Stratum, ...]) -> None:
    codes = [stratum.code for stratum in strata]
    if len(set(codes)) < len(codes):
        raise _refuse("같은 층을 두 번 적었습니다. 층마다 다른 코드를 적으세요.")
    if len({stratum.population is None for stratum in strata}) > 1:
        raise _refuse("모집단 크기는 모든 층에 적거나 모두 비우세요.")
    if any(stratum.is_hard and stratum.quota is None for stratum in strata):
        raise _refuse("차면 더 받지 않는 층에는 할당을 적으세요.")


def _check_scoring(design: Design) -> None:
    if (design.overall is not None) != (design.scoring is Scoring.OVERALL):
        raise _refuse("점수를 낼 문항은 한 문항으로 점수를 낼 때만, 그때는 꼭 고르세요.")
    scored = {question.code for question in design.questions if question.kind in SCORED}
    if design.overall is not None and design.overall not in scored:
        raise _refuse("점수를 내는 문항은 5점 척도나 행렬 문항이어야 합니다. 문항을 확인하세요.")


def _check_access(design: Design) -> None:
    is_open = design.access is Access.OPEN
    if is_open and design.sampling is Sampling.PROBABILITY:
        raise _refuse("누구나 답하는 설문은 확률표본이 아닙니다. 초대로 받거나 비확률표본으로 적으세요.")
    if is_open and design.targets:
        raise _refuse("누구나 답하는 설문에는 초대할 대상을 적지 않습니다. 초대로 받거나 대상을 비우세요.")
    if len(set(design.targets)) < len(design.targets):
        raise _refuse("같은 초대 대상을 두 번 적었습니다.")


def _refuse(message: str) -> Rejected:
    return Rejected("DESIGN_INVALID", message)
