"""Contracts of one indicator of the province's evaluation: results, best practices, consulting, the joint panel."""

from enum import StrEnum
from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.decimals import Figure, Points
from contracts.evaluations.cycles import IndicatorKey, ProvinceIndicator, Rank
from contracts.evaluations.plans import OFFICE
from contracts.messages import Command, Event
from contracts.projects.milestones import EvidenceList
from contracts.values import Count, Day, Name, Role, Text, Uuid

LEADS: Final = frozenset({Role.OFFICER})
"""The lead department of the indicator."""
BOTH: Final = frozenset({Role.OFFICER, Role.OPERATOR})


class ProvinceIndicatorOpened(Event):
    """An indicator is part of a confirmed set."""

    type: Literal["evaluations.province_indicator_opened.v1"] = "evaluations.province_indicator_opened.v1"

    indicator: ProvinceIndicator
    set_version: Count


class IndicatorCarriedOver(Event):
    """An indicator carries on one of an earlier year (EVL-33)."""

    type: Literal["evaluations.indicator_carried_over.v1"] = "evaluations.indicator_carried_over.v1"

    predecessor: IndicatorKey
    lineage: IndicatorKey
    """The first of all that carry one another on."""


class ProvinceIndicatorChanged(Event):
    """An indicator is defined otherwise after the set was confirmed; its results and its lineage stay (EVL-32)."""

    type: Literal["evaluations.province_indicator_changed.v1"] = "evaluations.province_indicator_changed.v1"

    indicator: ProvinceIndicator
    set_version: Count
    reason: Text


class ProvinceIndicatorDropped(Event):
    """An indicator has left the confirmed set; what was submitted of it stays on the record."""

    type: Literal["evaluations.province_indicator_dropped.v1"] = "evaluations.province_indicator_dropped.v1"

    set_version: Count
    reason: Text


class SubmitResult(Command):
    """Submit how an indicator stands: a value, or the rank that a qualitative one expects (EVL-34, EVL-35)."""

    type: Literal["evaluations.submit_result.v1"] = "evaluations.submit_result.v1"
    roles: ClassVar = LEADS

    code: IndicatorKey
    measured_on: Day
    """실적일: the day of the value; not after the record date."""
    value: Figure | None = None
    rank: Rank | None = None
    is_final: bool = False
    """최종실적: up to the deadline of its kind (EVL-38)."""
    evidence: EvidenceList = ()
    note: Text | None = None


class ResultSubmitted(Event):
    """An indicator stands so; the latest counts."""

    type: Literal["evaluations.result_submitted.v1"] = "evaluations.result_submitted.v1"

    number: Count
    """From 1."""
    measured_on: Day
    value: Figure | None
    rank: Rank | None
    is_final: bool
    evidence: EvidenceList
    note: Text | None


class RecordIndicatorRank(Command):
    """Enter the rank that the province gave a qualitative indicator in the league (EVL-35)."""

    type: Literal["evaluations.record_indicator_rank.v1"] = "evaluations.record_indicator_rank.v1"
    roles: ClassVar = OFFICE

    code: IndicatorKey
    rank: Rank
    announced_on: Day


class IndicatorRankRecorded(Event):
    """The province gave a rank; it counts before what the department expected."""

    type: Literal["evaluations.indicator_rank_recorded.v1"] = "evaluations.indicator_rank_recorded.v1"

    rank: Rank
    announced_on: Day


class NominateBestPractice(Command):
    """Put a best practice (우수사례) forward for a qualitative indicator (EVL-35)."""

    type: Literal["evaluations.nominate_best_practice.v1"] = "evaluations.nominate_best_practice.v1"
    roles: ClassVar = LEADS

    code: IndicatorKey
    title: Name
    summary: Text
    evidence: EvidenceList = ()


class BestPracticeNominated(Event):
    """A best practice is put forward."""

    type: Literal["evaluations.best_practice_nominated.v1"] = "evaluations.best_practice_nominated.v1"

    number: Count
    title: Name
    summary: Text
    evidence: EvidenceList


class RecordSelection(Command):
    """Enter whether the province selected a nominated practice, and its contribution (EVL-35)."""

    type: Literal["evaluations.record_selection.v1"] = "evaluations.record_selection.v1"
    roles: ClassVar = OFFICE

    code: IndicatorKey
    number: Count
    is_selected: bool
    contribution: Points | None = None
    """기여도 점수."""
    decided_on: Day


class BestPracticeJudged(Event):
    """The province selected a practice, or did not."""

    type: Literal["evaluations.best_practice_judged.v1"] = "evaluations.best_practice_judged.v1"

    number: Count
    is_selected: bool
    contribution: Points | None
    decided_on: Day


class NoteConsulting(Command):
    """Note what an expert advised for a qualitative indicator (EVL-39)."""

    type: Literal["evaluations.note_consulting.v1"] = "evaluations.note_consulting.v1"
    roles: ClassVar = BOTH

    code: IndicatorKey
    held_on: Day
    consultant: Name
    """An organisation or a field, never a private person."""
    advice: Text


class ConsultingNoted(Event):
    """An expert advised."""

    type: Literal["evaluations.consulting_noted.v1"] = "evaluations.consulting_noted.v1"

    held_on: Day
    consultant: Name
    advice: Text


class PanelVerdict(StrEnum):
    """What the joint panel says of a result."""

    VERIFIED = "VERIFIED"
    CORRECTION_REQUESTED = "CORRECTION_REQUESTED"


class ReceivePanelFeedback(Command):
    """Enter what the joint panel (합동평가단) found (EVL-42)."""

    type: Literal["evaluations.receive_panel_feedback.v1"] = "evaluations.receive_panel_feedback.v1"
    roles: ClassVar = OFFICE

    code: IndicatorKey
    verdict: PanelVerdict = Field(strict=False)
    words: Text
    received_on: Day


class PanelFeedbackReceived(Event):
    """The joint panel verified the latest result, or asks for a correction."""

    type: Literal["evaluations.panel_feedback_received.v1"] = "evaluations.panel_feedback_received.v1"

    number: Count
    result: Count
    """Number of the result that it is about."""
    verdict: PanelVerdict = Field(strict=False)
    words: Text
    received_on: Day


class AnswerPanel(Command):
    """Answer a correction request; a corrected value is submitted before (EVL-42)."""

    type: Literal["evaluations.answer_panel.v1"] = "evaluations.answer_panel.v1"
    roles: ClassVar = LEADS

    code: IndicatorKey
    number: Count
    words: Text


class PanelAnswered(Event):
    """A correction request is answered."""

    type: Literal["evaluations.panel_answered.v1"] = "evaluations.panel_answered.v1"

    number: Count
    words: Text
    answered_on: Day


class LinkDirective(Command):
    """Link the directive that was issued about an indicator (XS-07)."""

    type: Literal["evaluations.link_directive.v1"] = "evaluations.link_directive.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    code: IndicatorKey
    directive: Uuid


class DirectiveLinked(Event):
    """A directive was issued about the indicator."""

    type: Literal["evaluations.directive_linked.v1"] = "evaluations.directive_linked.v1"

    directive: Uuid


ResultCommand = (
    SubmitResult
    | RecordIndicatorRank
    | NominateBestPractice
    | RecordSelection
    | NoteConsulting
    | ReceivePanelFeedback
    | AnswerPanel
    | LinkDirective
)
ResultEvent = (
    ProvinceIndicatorOpened
    | IndicatorCarriedOver
    | ProvinceIndicatorChanged
    | ProvinceIndicatorDropped
    | ResultSubmitted
    | IndicatorRankRecorded
    | BestPracticeNominated
    | BestPracticeJudged
    | ConsultingNoted
    | PanelFeedbackReceived
    | PanelAnswered
    | DirectiveLinked
)
