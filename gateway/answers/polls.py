"""What the API tells of votes: to phones and screens what everybody may see, to staff what the office sees (ENG-04)."""

import json
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from contracts.engagement.rounds import PollResultPublished, PublishResult
from contracts.engagement.tallies import PollMode, PollResult, TallyRule, Terms, compute_result
from contracts.errors import Rejected
from contracts.short_codes import write_short
from gateway.gate import Gate, Snapshot
from gateway.queries import poll_round, poll_tally, rows, town_hall
from gateway.queries.history import list_stream, load_event
from gateway.views.poll_round import CONTEXT, PREFIX, Row
from gateway.voting import find_round

TOLD: Final = frozenset({"PUBLISHED", "FINAL"})
"""States in which everybody may read the result."""
ENDED: Final = frozenset({"CLOSED", *TOLD})
"""States in which staff may."""
FEWEST: Final = 5
"""Ballots of which the hall is told apart at least (as k of the surveys: domain.md, ENG-40)."""
Json = dict[str, Any]


class OpenOption(BaseModel):
    """What can be chosen, by its number."""

    number: int
    code: str
    text: str


class OpenOptionResult(OpenOption):
    """What an option has come to."""

    votes: int
    """Ballots that name it; with stars and places, points."""
    percent: str | None
    """Of valid ballots, by the declared rule; with one decimal."""


class OpenResult(BaseModel):
    """What a round has come to, for everybody."""

    outcome: str
    """WINNER, TIE or NONE."""
    winner: int | None
    """The option's number."""
    ballots: int
    blank: int
    valid: int
    """The base of percentages."""
    turnout: str | None
    options: list[OpenOptionResult]


class OpenRound(BaseModel):
    """What a phone needs of a round."""

    id: str
    town_hall: str
    question: str
    mode: PollMode
    options: list[OpenOption]
    max_choices: int | None
    """How many may be chosen: in MULTIPLE and RANKING."""
    scale: int | None
    """RATING: the most stars."""
    is_changeable: bool
    state: str
    seconds_left: int | None
    """Until it closes by its own clock; null where it is closed by hand."""
    rule: TallyRule | None
    result: OpenResult | None
    """Once it is published."""
    voice: str
    """Its short code: under it everybody reads what became of it (ENG-09)."""


def show_open_round(row: Row, now: datetime) -> OpenRound:
    """Return what everybody may see of a round."""
    is_many = row.mode in {PollMode.MULTIPLE, PollMode.RANKING}
    return OpenRound(
        id=row.round,
        town_hall=row.town_hall,
        question=row.question,
        mode=PollMode(row.mode),
        options=[OpenOption(number=number, **option) for number, option in enumerate(row.options, 1)],
        max_choices=(row.max_choices or len(row.options)) if is_many else None,
        scale=row.scale,
        is_changeable=row.is_changeable,
        state=find_state(row, now),
        seconds_left=find_left(row, now),
        rule=TallyRule(row.rule) if row.rule else None,
        result=show_result(row) if row.state in TOLD else None,
        voice=write_short(UUID(row.round)),
    )


def find_state(row: Row, now: datetime) -> str:
    """Return the state of a round: closed from the moment at which its time is over, whoever notes it later."""
    return "CLOSED" if row.state == "OPEN" and row.closes_at is not None and row.closes_at <= now else row.state


def find_left(row: Row, now: datetime) -> int | None:
    """Return the seconds that are left, while there are any."""
    if row.state == "OPEN" and row.closes_at is not None:
        return max(ceil((row.closes_at - now).total_seconds()), 0)
    return row.seconds_left


def show_result(row: Row) -> OpenResult | None:
    """Return the published result in the words of the open pages."""
    if row.result is None:
        return None
    everybody, numbers = row.result["everybody"], {option["code"]: n for n, option in enumerate(row.options, 1)}
    shares = {share["option"]: share for share in everybody["options"]}
    return OpenResult(
        outcome=row.result["outcome"],
        winner=numbers.get(row.result["winner"]),
        ballots=everybody["ballots"],
        blank=everybody["blank"],
        valid=everybody["valid"],
        turnout=everybody["turnout"],
        options=[
            OpenOptionResult(
                number=numbers[option["code"]],
                code=option["code"],
                text=option["text"],
                votes=shares[option["code"]]["points"],
                percent=shares[option["code"]]["percent"],
            )
            for option in row.options
        ],
    )


def show_parts(result: Json, names: Mapping[str, str]) -> list[Json]:
    """Return what a published result is without officials, and of each segment, for the screen in the hall (ENG-06).

    Of fewer than FEWEST ballots nothing is told, nor of what could be told from the rest: who is alone stays secret.
    """
    whole, rest = result["everybody"], result["without_officials"]
    officials = whole["ballots"] - rest["ballots"]
    segments = sorted(result["by_segment"], key=lambda each: int(each["share"]["ballots"]))
    hidden = 0
    shares: dict[str, Json] = {}
    for each in segments:
        ballots = each["share"]["ballots"]
        if 0 < ballots < FEWEST or 0 < hidden < FEWEST:
            hidden += ballots
        elif ballots:
            shares[each["name"]] = each["share"]
    told = [_show_part(name, shares[code]) for code, name in names.items() if code in shares]
    is_apart = officials >= FEWEST and rest["ballots"] >= FEWEST and not hidden
    return ([_show_part("", rest)] if is_apart else []) + told


def _show_part(name: str, share: Json) -> Json:
    """Return what some ballots have come to; the part without a name is that without officials."""
    shown = [{"votes": each["points"], "percent": each["percent"]} for each in share["options"]]
    return {"name": name, "ballots": share["ballots"], "options": shown}


async def find_result(snapshot: Snapshot, row: Row) -> PollResult:
    """Return what a round that has ended comes to: as it was published, else as it would be.

    Raises: Rejected with RESULTS_HIDDEN.
    """
    if row.result is not None:
        return PollResult.model_validate(row.result)
    if row.state not in ENDED:
        message = "투표가 끝나기 전에는, 그리고 무효가 된 투표의 결과는 볼 수 없습니다."
        raise Rejected("RESULTS_HIDDEN", message, {"state": row.state})
    cells, present = (
        await poll_tally.list_cells(snapshot, row.round),
        await poll_tally.list_present(snapshot, row.town_hall),
    )
    return compute_result(read_terms(row), cells, present)


def read_terms(row: Row) -> Terms:
    """Return by what a round is counted."""
    assert row.rule is not None, "it was opened"
    weights = {each["segment"]: each["weight"] for each in row.weights}
    codes = tuple(option["code"] for option in row.options)
    return Terms(PollMode(row.mode), codes, row.scale, TallyRule(row.rule), weights)


async def read_live(gate: Gate, session: str) -> str:
    """Return what a session's screens and phones show now, as JSON; the seconds are put in as it is sent.

    Counts are of ballots alone until the round is published.
    """
    async with gate.reading() as snapshot:
        held = await rows.find_row(snapshot, town_hall.VIEW, session)
        row = await poll_round.find_current(snapshot, session)
        ballots = await poll_tally.count_ballots(snapshot, row.round) if row else 0
        present = sum(each.people for each in await poll_tally.list_present(snapshot, session))
    told: Json | None = None
    if row is not None:
        told = show_open_round(row, row.planned_at).model_dump(mode="json")
        told["state"] = row.state
        told["closes_at"] = row.closes_at.isoformat() if row.closes_at else None
    names = {each["code"]: each["name"] for each in held.segments} if held else {}
    parts = show_parts(row.result, names) if row and row.result and row.state in TOLD else []
    frame = {"name": held.name if held else None, "ballots": ballots, "present": present, "round": told, "parts": parts}
    return json.dumps(frame, ensure_ascii=False)


def write_frame(text: str, now: datetime, connected: int) -> str:
    """Return what is sent of `read_live` at a moment."""
    frame: Json = json.loads(text)
    told: Json | None = frame["round"]
    if told is not None and told["closes_at"] is not None:
        left = ceil((datetime.fromisoformat(told["closes_at"]) - now).total_seconds())
        told |= {"seconds_left": max(left, 0), "state": told["state"] if left > 0 else "CLOSED"}
    return json.dumps({**frame, "connected": connected}, ensure_ascii=False)


async def prepare_publication(gate: Gate, of_round: UUID) -> tuple[PublishResult, int]:
    """Return the command that publishes a round, and the version of the round that it rests on.

    Raises: Rejected with NOT_FOUND, TALLY_UNFINISHED, NOT_YET, BUSY.
    """
    await gate.catch_up(poll_round.VIEW, poll_tally.VIEW, poll_tally.HAND_VIEW)
    async with gate.reading() as snapshot:
        row = await find_round(snapshot, of_round)
        waiting = [each for each in await poll_tally.list_hands(snapshot, row.round) if each.state != "IMPORTED"]
        command = await _build_publication(snapshot, row)
    if waiting:
        named = ", ".join(f"{each.channel} {each.segment}" for each in waiting)
        message = "손으로 센 표의 입력이 끝나지 않았습니다. 두 사람의 입력을 마친 뒤 발표하세요."
        raise Rejected("TALLY_UNFINISHED", message, {"waiting": named})
    return command, row.version


async def _build_publication(snapshot: Snapshot, row: Row) -> PublishResult:
    """Return the command that publishes a round: by its tally, or, where it is published, by the same one again.

    Whoever was checked in since does not make another command of it.
    """
    if row.result is not None:
        for stored in await list_stream(snapshot, CONTEXT, f"{PREFIX}{row.round}"):
            event = load_event(CONTEXT, stored).data
            if isinstance(event, PollResultPublished):
                return PublishResult(cells=event.cells, present=event.present)
    cells = await poll_tally.list_cells(snapshot, row.round)
    present = await poll_tally.list_present(snapshot, row.town_hall)
    return PublishResult(cells=tuple(cells), present=tuple(present))
