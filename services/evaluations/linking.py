"""What an indicator serves, and which survey it follows: linked and taken back (EVL-07, EVL-10)."""

from typing import Final
from uuid import UUID

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.links import IndicatorLinked, IndicatorUnlinked, LinkCommand, LinkIndicator, LinkKind
from contracts.evaluations.plans import EvaluationGroup
from contracts.evaluations.surveys import SurveyScoreNoted
from services.evaluations import scorecard, survey

RECORDER: Final = "survey"
"""Who has told a value that was there before its link."""


def decide(
    command: LinkCommand, card: Card, facts: scorecard.Facts, noted: SurveyScoreNoted | None
) -> tuple[EvaluationsEvent, ...]:
    """Return what linking an indicator, or taking a link back, leads to; `noted`: what is known of its survey.

    Raises: Rejected with NOT_FOUND, EVALUATION_CLOSED, NOT_PERMITTED, SELF_VERIFICATION, WRONG_STATE, UNKNOWN_SURVEY,
    SURVEY_LINKED, VALUE_INVALID.
    """
    group, _ = scorecard.require_open(card, facts)
    scorecard.require_own(facts)
    if command.kind is LinkKind.SURVEY:
        scorecard.refuse_own(facts)  # its scores count unverified
    is_there = (command.kind, command.to) in card.links.get(command.indicator, ())
    if isinstance(command, LinkIndicator):
        return () if is_there else _link(command, card, group, noted)
    if not is_there:
        raise Rejected("NOT_FOUND", "이어져 있지 않습니다. 지표에 이어진 것을 확인하세요.")
    return (IndicatorUnlinked(indicator=command.indicator, kind=command.kind, to=command.to),)


def _link(
    command: LinkIndicator, card: Card, group: EvaluationGroup, noted: SurveyScoreNoted | None
) -> tuple[EvaluationsEvent, ...]:
    terms = scorecard.find_terms(command.indicator, card, group)
    if command.kind is LinkKind.SURVEY:
        _check_survey(command, card)
    linked = IndicatorLinked(indicator=command.indicator, kind=command.kind, to=command.to)
    if noted is None:
        return (linked,)
    known = survey.take_over(noted, command.scorecard, command.indicator)
    scorecard.check_value(terms, known.value, group)
    return (linked, *scorecard.tell_proven(known, RECORDER))


def _check_survey(command: LinkIndicator, card: Card) -> None:
    """It can be a survey's id, and the only one. Raises: Rejected with UNKNOWN_SURVEY, SURVEY_LINKED."""
    if not _is_id(command.to):
        message = "설문의 번호가 아닙니다. 설문 화면의 주소 끝에 있는 번호를 그대로 옮겨 적으세요."
        raise Rejected("UNKNOWN_SURVEY", message, {"to": command.to})
    followed = [to for kind, to in card.links.get(command.indicator, ()) if kind is LinkKind.SURVEY]
    if followed:
        message = "이미 다른 설문을 따르는 지표입니다. 그 설문을 먼저 끊으세요."
        raise Rejected("SURVEY_LINKED", message, {"survey": followed[0]})


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
