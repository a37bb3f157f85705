"""Contracts of poll rounds: planned, ruled, opened, paused, closed, published, or voided and run again (ENG-04)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.engagement.ballots import ChannelTallyImported
from contracts.engagement.tallies import (
    PollMode,
    PollOption,
    PollResult,
    PresentCount,
    SegmentWeight,
    TallyCell,
    TallyRule,
)
from contracts.messages import Command, Event
from contracts.values import Count, Instant, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})
OVERSEERS: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
TIMER: Final = frozenset({Role.SYSTEM})

Options = Annotated[tuple[PollOption, ...], Field(min_length=2, max_length=20, strict=False)]
Weights = Annotated[tuple[SegmentWeight, ...], Field(max_length=20, strict=False)]
Seconds = Annotated[int, Field(ge=5, le=86_400)]
Left = Annotated[int, Field(ge=0, le=86_400)]
Days = Annotated[int, Field(ge=1, le=365)]
Most = Annotated[int, Field(ge=1, le=20)]
Stars = Annotated[int, Field(ge=2, le=10)]
Cells = Annotated[tuple[TallyCell, ...], Field(max_length=400, strict=False)]
Presents = Annotated[tuple[PresentCount, ...], Field(max_length=20, strict=False)]


class PlanRound(Command):
    """Plan a question to the participants of a session (ENG-04)."""

    type: Literal["engagement.plan_round.v1"] = "engagement.plan_round.v1"
    roles: ClassVar = OFFICE

    town_hall: Uuid
    question: Text
    mode: PollMode = Field(default=PollMode.SINGLE, strict=False)
    options: Options
    max_choices: Most | None = None
    """MULTIPLE, RANKING: how many may be chosen; absent for all."""
    scale: Stars | None = None
    """RATING: the most stars; 5 unless told."""
    seconds: Seconds | None = None
    """How long it is open; absent until it is closed by hand."""
    is_changeable: bool = False
    """Whether a ballot may be changed until the close."""


class PollRoundPlanned(Event):
    """A round is planned."""

    type: Literal["engagement.poll_round_planned.v1"] = "engagement.poll_round_planned.v1"

    town_hall: Uuid
    question: Text
    mode: PollMode = Field(strict=False)
    options: Options
    max_choices: Most | None
    scale: Stars | None
    seconds: Seconds | None
    is_changeable: bool
    instead_of: Uuid | None
    """The round that was voided for this one."""


class DeclareTallyRule(Command):
    """Declare how the round will be counted; fixed once it opens (ENG-08)."""

    type: Literal["engagement.declare_tally_rule.v1"] = "engagement.declare_tally_rule.v1"
    roles: ClassVar = OFFICE

    rule: TallyRule = Field(strict=False)
    weights: Weights = ()
    """WEIGHTED_SEGMENT: one for each segment of the session."""
    objection_days: Days = 14
    """For how long after the publication it may be objected to; then the round's key is destroyed."""


class TallyRuleDeclared(Event):
    """Everybody can read how it will be counted."""

    type: Literal["engagement.tally_rule_declared.v1"] = "engagement.tally_rule_declared.v1"

    rule: TallyRule = Field(strict=False)
    weights: Weights
    objection_days: Days


class OpenRound(Command):
    """Let people vote."""

    type: Literal["engagement.open_round.v1"] = "engagement.open_round.v1"
    roles: ClassVar = OFFICE


class PollRoundOpened(Event):
    """Ballots are taken."""

    type: Literal["engagement.poll_round_opened.v1"] = "engagement.poll_round_opened.v1"

    closes_at: Instant | None
    """Absent where it is closed by hand."""


class PauseRound(Command):
    """Take no ballots for a while; the time that is left stands still."""

    type: Literal["engagement.pause_round.v1"] = "engagement.pause_round.v1"
    roles: ClassVar = OFFICE


class PollRoundPaused(Event):
    """No ballots are taken for now."""

    type: Literal["engagement.poll_round_paused.v1"] = "engagement.poll_round_paused.v1"

    seconds_left: Left | None


class ResumeRound(Command):
    """Let people vote again."""

    type: Literal["engagement.resume_round.v1"] = "engagement.resume_round.v1"
    roles: ClassVar = OFFICE


class PollRoundResumed(Event):
    """Ballots are taken again."""

    type: Literal["engagement.poll_round_resumed.v1"] = "engagement.poll_round_resumed.v1"

    closes_at: Instant | None


class CloseRound(Command):
    """Take no more ballots, for good."""

    type: Literal["engagement.close_round.v1"] = "engagement.close_round.v1"
    roles: ClassVar = OFFICE


class CloseRoundInTime(Command):
    """Close a round whose time is over, if it still runs to that moment."""

    type: Literal["engagement.close_round_in_time.v1"] = "engagement.close_round_in_time.v1"
    roles: ClassVar = TIMER

    round: Uuid
    closes_at: Instant


class PollRoundClosed(Event):
    """No ballot is taken any more."""

    type: Literal["engagement.poll_round_closed.v1"] = "engagement.poll_round_closed.v1"

    is_in_time: bool
    """True: by its own clock; False: by hand."""


class PublishResult(Command):
    """Publish what the round has come to; the cells are those of the tally at its closing."""

    type: Literal["engagement.publish_result.v1"] = "engagement.publish_result.v1"
    roles: ClassVar = OFFICE

    cells: Cells
    present: Presents


class PollResultPublished(Event):
    """Everybody can read the result, and object to it for a while."""

    type: Literal["engagement.poll_result_published.v1"] = "engagement.poll_result_published.v1"

    cells: Cells
    present: Presents
    result: PollResult
    objections_until: Instant


class RerunRound(Command):
    """Void a round whose result is not published, and plan the same anew."""

    type: Literal["engagement.rerun_round.v1"] = "engagement.rerun_round.v1"
    roles: ClassVar = OFFICE

    reason: Text


class PollRoundVoided(Event):
    """It counts for nothing, and tells no result."""

    type: Literal["engagement.poll_round_voided.v1"] = "engagement.poll_round_voided.v1"

    reason: Text
    again: Uuid
    """The round that is held instead."""


class VerifyBallotBox(Command):
    """Record how many ballots lie in the box and how many of them are of nobody who might vote."""

    type: Literal["engagement.verify_ballot_box.v1"] = "engagement.verify_ballot_box.v1"
    roles: ClassVar = OVERSEERS

    ballots: Count
    strangers: Count


class BallotBoxVerified(Event):
    """Every ballot was held against those who were checked in, while the round's key was there."""

    type: Literal["engagement.ballot_box_verified.v1"] = "engagement.ballot_box_verified.v1"

    ballots: Count
    strangers: Count


class EndObjections(Command):
    """End the time in which a result may be objected to."""

    type: Literal["engagement.end_objections.v1"] = "engagement.end_objections.v1"
    roles: ClassVar = TIMER

    round: Uuid


class ObjectionPeriodEnded(Event):
    """The result stands; the round's key is destroyed."""

    type: Literal["engagement.objection_period_ended.v1"] = "engagement.objection_period_ended.v1"


RoundCommand = (
    PlanRound
    | DeclareTallyRule
    | OpenRound
    | PauseRound
    | ResumeRound
    | CloseRound
    | CloseRoundInTime
    | PublishResult
    | RerunRound
    | VerifyBallotBox
    | EndObjections
)
RoundEvent = (
    PollRoundPlanned
    | TallyRuleDeclared
    | PollRoundOpened
    | PollRoundPaused
    | PollRoundResumed
    | PollRoundClosed
    | ChannelTallyImported
    | PollResultPublished
    | PollRoundVoided
    | BallotBoxVerified
    | ObjectionPeriodEnded
)
