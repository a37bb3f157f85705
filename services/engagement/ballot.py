"""Ballot: one a person and round, valid by the round's mode, changed only where the round says so (ENG-05)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.engagement import EngagementEvent
from contracts.engagement.ballots import BallotCast, BallotChanged, BallotChoice, CastBallot
from contracts.engagement.tallies import PollMode
from contracts.errors import Rejected
from services.engagement.poll_round import Round, State, is_open, name_state


@dataclass(frozen=True, slots=True)
class NotCast:
    """This person has not voted in this round."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The ballot as it lies in the box."""

    first: BallotCast
    choices: tuple[BallotChoice, ...]


Ballot = NotCast | Cast


def decide(command: CastBallot, state: Ballot, within: State, now: datetime) -> tuple[EngagementEvent, ...]:
    """Return what a ballot leads to; a person's second one changes the first or is refused.

    Raises: Rejected with ROUND_NOT_OPEN, ALREADY_VOTED, CHOICES_INVALID.
    """
    if not isinstance(within, Round) or not is_open(within, now):
        message = "지금은 투표를 받지 않습니다. 화면의 안내를 따르세요."
        raise Rejected("ROUND_NOT_OPEN", message, {"state": name_state(within)})
    if isinstance(state, Cast) and not within.plan.is_changeable:
        raise Rejected("ALREADY_VOTED", "이미 투표했습니다. 한 사람이 한 번만 투표할 수 있습니다.")
    check_choices(command.choices, within)
    choices = tuple(sorted(command.choices, key=lambda each: each.option))
    if isinstance(state, NotCast):
        return (BallotCast(**command.model_dump(exclude={"type", "pseudonym", "choices"}), choices=choices),)
    if choices == state.choices:
        return ()
    first = state.first
    changed = BallotChanged(
        round=first.round,
        segment=first.segment,
        is_official=first.is_official,
        channel=first.channel,
        choices=choices,
        before=state.choices,
    )
    return (changed,)


def evolve(state: Ballot, event: EngagementEvent) -> Ballot:
    """Return the ballot after an event."""
    match event, state:
        case BallotCast(), _:
            return Cast(event, event.choices)
        case BallotChanged(), Cast():
            return Cast(state.first, event.choices)
        case _:
            return state


def name_ballot(state: Ballot) -> str:
    """Return the state's name, as results tell it."""
    return "NONE" if isinstance(state, NotCast) else "COUNTED"


def check_choices(choices: tuple[BallotChoice, ...], within: Round) -> None:
    """The ballot is blank, or says what the round asks. Raises: Rejected with CHOICES_INVALID."""
    plan = within.plan
    chosen = {each.option for each in choices}
    if len(chosen) < len(choices) or not chosen <= within.options:
        raise _refuse("투표에 있는 선택지를 한 번씩만 고르세요.")
    most = 1 if plan.mode is PollMode.SINGLE else plan.max_choices or len(within.options)
    if len(choices) > most:
        raise _refuse(f"{most}개까지 고를 수 있습니다.")
    values = sorted(each.value for each in choices)
    match plan.mode:
        case PollMode.RATING:
            if values and values[-1] > (plan.scale or 0):
                raise _refuse(f"별은 1개에서 {plan.scale}개까지 줄 수 있습니다.")
        case PollMode.RANKING:
            if values != list(range(1, len(values) + 1)):
                raise _refuse("1위부터 차례로, 순위마다 하나씩 고르세요.")
        case PollMode.SINGLE | PollMode.MULTIPLE:
            if any(value != 1 for value in values):
                raise _refuse("고른 선택지에는 값을 적지 않거나 1을 적습니다.")


def _refuse(message: str) -> Rejected:
    return Rejected("CHOICES_INVALID", message)
