"""내 의견은 어떻게 되었나: from the vote to the decision and who carries it on, as everybody reads it (ENG-09)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel

from contracts.short_codes import write_short
from gateway.answers.registers import InSeoul, labelled
from gateway.labels import VERDICT_LABELS, Labelled, label
from gateway.labels.engagement import FEEDBACK_STATE_LABELS, ROUND_STATE_LABELS, SESSION_KIND_LABELS
from gateway.queries.voice import TOLD, Carried, Voice
from gateway.views.feedback import Row as Item
from gateway.views.poll_round import Row as Round

CARRIED: Final[Mapping[str, str]] = {"DIRECTIVE": "시장 지시로 추진", "RESOLUTION": "위원회 의결"}
PROGRESS: Final[Mapping[str, str]] = {
    "CLOSED": "완료",
    "CLOSED_AS_CONTINUING": "계속 추진",
    "CANCELLED": "취소",
    "MERGED": "다른 지시와 함께 추진",
}
"""How far a directive is, in words for everybody; any other state is 추진 중."""
RUNNING: Final = "추진 중"


class VoiceOption(BaseModel):
    """An option and what it has come to."""

    text: str
    percent: str | None
    is_winner: bool


class VoiceRound(BaseModel):
    """A round of a session; options are told once its result is published."""

    code: str
    """Of its own short link."""
    question: str
    state: Annotated[Labelled, labelled(ROUND_STATE_LABELS)]
    ballots: int | None
    turnout: str | None
    options: list[VoiceOption]


class VoiceCarried(BaseModel):
    """What carries an adopted item on."""

    kind: str
    state: str
    since: date
    until: date | None


class VoiceItem(BaseModel):
    """What was brought up, and what became of it."""

    text: str
    department: str
    state: Annotated[Labelled, labelled(FEEDBACK_STATE_LABELS)]
    requested_on: date
    due_on: date
    replied_on: date | None
    reply: str | None
    decided_on: date | None
    decision: str | None
    referred_to: str | None
    carried_on: VoiceCarried | None


class VoiceTold(BaseModel):
    """What became of what people said in a session."""

    code: str
    title: str
    kind: Annotated[Labelled, labelled(SESSION_KIND_LABELS)]
    starts_at: InSeoul
    place: str
    town_hall: str
    rounds: list[VoiceRound]
    items: list[VoiceItem]


def show_voice(voice: Voice, names: Mapping[str, str]) -> VoiceTold:
    """Return a session's voices as everybody reads them; `names` are those of departments by code."""
    session = voice.session
    return VoiceTold(
        code=write_short(UUID(voice.chosen or session.town_hall)),
        title=session.name,
        kind=label(session.kind, SESSION_KIND_LABELS),
        starts_at=session.starts_at,
        place=session.place,
        town_hall=session.town_hall,
        rounds=[_show_round(row) for row in voice.rounds],
        items=[_show_item(item, names, voice.carried.get(item.feedback)) for item in voice.items],
    )


def _show_round(row: Round) -> VoiceRound:
    """Return a round; nothing of its result before that is published."""
    result = row.result if row.state in TOLD else None
    everybody = result["everybody"] if result else None
    percents = {each["option"]: each["percent"] for each in everybody["options"]} if everybody else {}
    winner = result["winner"] if result else None
    options = [
        VoiceOption(text=each["text"], percent=percents.get(each["code"]), is_winner=each["code"] == winner)
        for each in row.options
    ]
    return VoiceRound(
        code=write_short(UUID(row.round)),
        question=row.question,
        state=label(row.state, ROUND_STATE_LABELS),
        ballots=everybody["ballots"] if everybody else None,
        turnout=everybody["turnout"] if everybody else None,
        options=sorted(options, key=lambda each: -float(each.percent or 0)) if result else options,
    )


def _show_item(item: Item, names: Mapping[str, str], carried: Carried | None) -> VoiceItem:
    return VoiceItem(
        text=item.text,
        department=names.get(item.department, item.department),
        state=label(item.state, FEEDBACK_STATE_LABELS),
        requested_on=item.requested_on,
        due_on=item.due_on,
        replied_on=item.replied_on,
        reply=item.reply,
        decided_on=item.decided_on,
        decision=item.decision,
        referred_to=item.referred_to,
        carried_on=_show_carried(carried) if carried is not None else None,
    )


def _show_carried(carried: Carried) -> VoiceCarried:
    is_directive = carried.kind == "DIRECTIVE"
    state = PROGRESS.get(carried.state, RUNNING) if is_directive else VERDICT_LABELS[carried.state]
    return VoiceCarried(kind=CARRIED[carried.kind], state=state, since=carried.since, until=carried.until)
