"""The forms of juries: a frame from a file, the lot, who sits, sessions and their questions, votes (ENG-60, ENG-61)."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.engagement.juries import (
    PEOPLE,
    SESSIONS,
    AppointJurors,
    ConcludeJury,
    DrawJury,
    FreezeJuryFrame,
    HoldJurySession,
    ReplaceJuror,
    VoteJuryItem,
)
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.registers.declaring import Ground, offer
from gateway.console.words import _
from gateway.labels.engagement import FALL_OUT_LABELS
from gateway.views.jury import Row

COLUMNS: Final = 4
_HEADERS: Final = frozenset({"id", "번호"})
"""What a file may begin with; its first line then names the columns."""
_SEXES: Final[Mapping[str, str]] = {"여": "F", "남": "M"}


def shape_frame(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a frame is made of. Raises: Misread."""
    return {**payload, "frame": list(_read_frame(payload.pop("frame")))}


def _read_frame(text: str) -> Iterator[dict[str, str]]:
    lines = [[cell.strip() for cell in line] for line in csv.reader(text.splitlines()) if any(line)]
    rows = lines[1:] if lines and lines[0][0].lower() in _HEADERS else lines
    if len(rows) > PEOPLE:
        raise Misread("frame", _("명부는 %(n)s명까지입니다.", n=f"{PEOPLE:,}"))
    for number, row in enumerate(rows, len(lines) - len(rows) + 1):
        if len(row) != COLUMNS:
            raise Misread("frame", _("%(n)s째 줄을 번호,성별,연령대,지역 넷으로 적으세요.", n=number))
        key, sex, age_band, region = row
        yield {"id": key, "sex": _SEXES.get(sex, sex), "age_band": age_band, "region": region}


FREEZE: Final = Spec(
    "배심원단 만들기",
    "명부 확정",
    FreezeJuryFrame,
    (
        Field("name", "이름", must=True, hint="예: 공약 이행계획 시민배심원단"),
        Field("topic", "무엇을 심의하나", "text", must=True),
        Field("seats", "정원", "number", must=True),
        Field(
            "seed_source",
            "추첨값을 어디서 얻나",
            "text",
            must=True,
            hint="아무도 고를 수 없는 것을 미리 밝힙니다. 예: 명부를 굳힌 다음 토요일의 로또복권 당첨번호",
        ),
        Field(
            "frame",
            "명부(CSV)",
            "file",
            must=True,
            hint="한 줄에 번호,성별(F·M),연령대(20-39),지역. 이름은 넣지 않습니다.",
        ),
    ),
    {"FRAME_TOO_SMALL": "seats", "BAD_SHAPE": "frame"},
    warning="확정하면 명부와 그 해시를 공개하고, 다시 고칠 수 없습니다.",
    shape=shape_frame,
)
ACTS: Final[Mapping[str, Spec]] = {
    "draw": Spec(
        "추첨",
        "추첨",
        DrawJury,
        (Field("seed", "추첨값", must=True, hint="미리 밝힌 곳에서 나온 그대로. 영문과 숫자 2~100자."),),
        {"BAD_SHAPE": "seed"},
        warning="추첨은 한 번뿐입니다. 추첨값을 공개하고, 누구나 같은 명단을 얻습니다.",
    ),
    "appoint": Spec(
        "위촉",
        "위촉",
        AppointJurors,
        (Field("subjects", "수락한 사람", "several", must=True),),
        {"NOT_A_JUROR": "subjects"},
    ),
    "replace": Spec(
        "교체",
        "교체",
        ReplaceJuror,
        (
            Field("subject", "빠지는 사람", "choice", must=True),
            Field("reason", "사유", "choice", must=True, options=FALL_OUT_LABELS),
        ),
        {"NOT_A_JUROR": "subject"},
        warning="같은 칸에서 추첨 순서의 다음 사람이 들어옵니다. 되돌릴 수 없습니다.",
    ),
    "hold-session": Spec(
        "회의 기록",
        "저장",
        HoldJurySession,
        (
            Field("number", "몇 차", "choice", must=True, options={str(n): str(n) for n in range(1, SESSIONS + 1)}),
            Field("held_on", "연 날", "day", must=True),
            Field("attended", "참석한 배심원", "several", must=True),
            Field("groups", "분임", "lines", hint="한 줄에 한 분임씩 “1분임: a1, a2”처럼."),
            Field("questions", "부서 질의응답", "lines", hint="한 줄에 하나씩 “기획감사실 | 물음 | 답”처럼."),
        ),
        {"STEP_ORDER": "number", "NOT_A_JUROR": "attended", "DAY_IN_FUTURE": "held_on", "WEEKDAY_MISMATCH": "held_on"},
        warning="저장한 뒤에는 고칠 수 없습니다.",
    ),
    "vote": Spec(
        "전체 표결",
        "저장",
        VoteJuryItem,
        (
            Field("item", "안건", "text", must=True),
            Field("yes", "찬성", "number", must=True),
            Field("no", "반대", "number", must=True),
            Field("abstained", "기권", "number"),
        ),
        {"VOTES_DO_NOT_ADD_UP": "yes"},
        warning="저장한 뒤에는 고칠 수 없습니다.",
    ),
    "conclude": Spec(
        "마침",
        "마치기",
        ConcludeJury,
        (Field("recommendation", "권고문", "text", must=True, hint="누구나 읽습니다."),),
        {"STEP_ORDER": "recommendation"},
        warning="마치면 더 기록할 수 없습니다.",
    ),
}
"""What can be done with a jury, by the last part of its address."""


def adapt(row: Row, spec: Spec, ground: Ground) -> Spec:
    """Return the form of an act with a jury's people to choose from."""
    drawn = [(each, each) for each, state in row.jurors.items() if state == "DRAWN"]
    appointed = [(each, each) for each, state in row.jurors.items() if state == "APPOINTED"]
    spec = offer(spec, "subjects", sorted(drawn))
    spec = offer(spec, "subject", sorted(drawn + appointed))
    spec = offer(spec, "attended", sorted(appointed))
    return replace(spec, shape=_make_session_shape(ground)) if spec.command is HoldJurySession else spec


def _make_session_shape(ground: Ground) -> Callable[[dict[str, Any]], dict[str, Any]]:
    codes = {name: code for code, name in ground.names.items()}

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        number = int(payload.pop("number"))
        groups = [_read_group(line) for line in payload.pop("groups", ())]
        questions = [_read_question(line, codes) for line in payload.pop("questions", ())]
        return {**payload, "number": number, "groups": groups, "questions": questions}

    return shape


def _read_group(line: str) -> dict[str, Any]:
    name, colon, members = line.partition(":")
    if not colon:
        raise Misread("groups", _("“1분임: a1, a2”처럼 적으세요: %(line)s", line=line[:60]))
    return {"name": name.strip(), "members": [each.strip() for each in members.split(",") if each.strip()]}


def _read_question(line: str, codes: Mapping[str, str]) -> dict[str, str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 3 or not all(parts):
        raise Misread("questions", _("“부서 | 물음 | 답”처럼 적으세요: %(line)s", line=line[:60]))
    department, question, answer = parts
    if department not in codes:
        raise Misread("questions", _("그런 부서가 없습니다: %(name)s", name=department[:60]))
    return {"department": codes[department], "question": question, "answer": answer}
