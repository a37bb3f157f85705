"""The forms of surveys: a design, what opens, closes and publishes it, the draw (ENG-30, ENG-36, ENG-40, ENG-41)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ValidationError

from contracts.engagement.surveys import (
    CloseSurvey,
    Design,
    DesignSurvey,
    DrawPrizes,
    OpenSurvey,
    PublishSurvey,
    ReviseConsent,
    ReviseSurvey,
)
from contracts.messages import Done
from gateway.answers.surveys import prepare_draw, prepare_publication
from gateway.console.meetings.forms import TECHNICAL, Field, Misread, Spec
from gateway.console.meetings.sending import Send
from gateway.console.registers.declaring import Ground
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.routers.survey_results import Drawing, Publication
from gateway.shapes import explain_shape
from gateway.views.survey import Row

DESIGN: Final = "design"
_CONSENT: Final = ("purpose", "items", "retention_days", "refusal")


def shape_design(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a design is made of. Raises: Misread, at the question that is not one."""
    try:
        return {DESIGN: Design.model_validate_json(payload[DESIGN])}
    except ValidationError as error:
        first = explain_shape(error.errors())[0]
        told = (
            _("영문 소문자와 숫자, 붙임표(-)로 된 코드를 적으세요.") if first["code"] in TECHNICAL else first["message"]
        )
        raise Misread(_find_place(payload[DESIGN], error), told) from error


def _find_place(text: str, error: ValidationError) -> str:
    """Return where a design is wrong: at which question."""
    match error.errors()[0]["loc"]:
        case ("questions", int(at), *_rest):
            question = json.loads(text)["questions"][at]
            return f"{DESIGN}-{question['code']}" if isinstance(question, dict) and "code" in question else DESIGN
        case _:
            return DESIGN


def _shape_opening(payload: dict[str, Any]) -> dict[str, Any]:
    """Return when a survey closes: as its last day ends."""
    day = payload.get("closes_at")
    return {"closes_at": f"{day}T23:59:59+09:00"} if day else {}


def _shape_consent(payload: dict[str, Any]) -> dict[str, Any]:
    return {"consent": {name: payload[name] for name in _CONSENT}, "reason": payload["reason"]}


def _shape_publication(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "quotes": list(_read_quotes(payload.get("quotes", ())))}


def _read_quotes(lines: Sequence[str]) -> Iterator[dict[str, str]]:
    for number, line in enumerate(lines, 1):
        question, found, words = line.partition("|")
        if not found:
            raise Misread("quotes", _("%(n)s째 줄을 “문항 코드 | 글”로 적으세요.", n=number))
        yield {"question": question.strip(), "words": words.strip()}


_FIELD: Final = Field(DESIGN, "설계", "design", must=True)
_REFUSALS: Final = dict.fromkeys(
    ("QUESTION_INVALID", "BRANCH_INVALID", "DESIGN_INVALID", "BUDGET_EXCEEDED", "BAD_SHAPE"), DESIGN
)
NEW: Final = Spec("새 설문", "설계 저장", DesignSurvey, (_FIELD,), _REFUSALS, shape=shape_design)
ACTS: Final[Mapping[str, Spec]] = {
    "open": Spec(
        "열기",
        "열기",
        OpenSurvey,
        (Field("closes_at", "마감하는 날", "day", hint="그날이 끝나면 스스로 마감합니다. 비우면 손으로 마감합니다."),),
        {"BAD_SHAPE": "closes_at"},
        warning="열면 문항과 층, 점수 내는 법을 더 고칠 수 없습니다.",
        shape=_shape_opening,
    ),
    "revise": Spec("설계 고치기", "설계 저장", ReviseSurvey, (_FIELD,), _REFUSALS, shape=shape_design),
    "close": Spec(
        "마감",
        "마감하기",
        CloseSurvey,
        warning="마감하면 다시 열 수 없고 답을 거둘 수도 없습니다. 누구의 답인지 알 수 있던 열쇠는 파기합니다.",
    ),
    "revise-consent": Spec(
        "동의문 바꾸기",
        "새 판 내기",
        ReviseConsent,
        (
            Field("purpose", "모으는 목적", "text", must=True),
            Field("items", "모으는 것", "text", must=True),
            Field("retention_days", "마감 뒤 두는 날수", "number", must=True),
            Field("refusal", "동의하지 않을 권리와 그때 일어나는 일", "text", must=True),
            Field("reason", "바꾸는 사유", "text", must=True),
        ),
        {"BAD_SHAPE": "retention_days"},
        warning="이제부터 답하는 사람은 새 판에 동의합니다. 이미 받은 답은 앞의 판 그대로입니다.",
        shape=_shape_consent,
    ),
    "publish": Spec(
        "결과 발표",
        "발표",
        PublishSurvey,
        (
            Field("wave", "달", hint="연중 설문의 끝난 달에만 적습니다. 예: 2024-03"),
            Field(
                "quotes", "인용할 글", "lines", hint="한 줄에 하나씩 “문항 코드 | 글”로, 누구인지 알 수 없게 가려서."
            ),
            Field("reason", "다시 발표하는 사유", "text", hint="이미 발표했을 때만 적습니다. 누구나 읽습니다."),
        ),
        {"REASON_REQUIRED": "reason", "WAVE_NOT_OVER": "wave", "BAD_SHAPE": "wave"},
        warning="발표하면 누구나 읽습니다. 되돌릴 수 없고, 다시 발표해도 앞의 판이 남습니다.",
        shape=_shape_publication,
        reads=Publication,
    ),
    "draw": Spec(
        "경품 추첨",
        "추첨",
        DrawPrizes,
        (Field("seed", "추첨값", must=True, hint="누구도 고를 수 없는 것으로, 뽑기 전에 소리 내어 말합니다."),),
        {"BAD_SHAPE": "seed", "NO_ENTRIES": "seed", "BUDGET_EXCEEDED": "seed"},
        warning="추첨하면 되돌릴 수 없습니다. 추첨값과 당첨 번호는 누구나 읽습니다.",
        reads=Drawing,
    ),
}
"""What can be done with a survey, by the last part of its address."""


def adapt(row: Row, spec: Spec, _ground: Ground) -> Spec:
    """Return the form of an act with the design as it stands."""
    if spec.command is not ReviseSurvey:
        return spec
    now = Design.model_validate(row.design).model_dump_json(exclude_defaults=True)
    return replace(spec, fields=(replace(_FIELD, options={"now": now}),))


async def _publish(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
    assert isinstance(body, Publication)
    assert subject is not None
    asker = visit.session.principal
    command, _version = await prepare_publication(
        visit.gate, asker, subject, body.wave, tuple(body.quotes), body.reason
    )
    return await visit.gate.send(asker, command, key=key, subject=subject, if_match=if_match)


async def _draw(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
    assert isinstance(body, Drawing)
    assert subject is not None
    command = await prepare_draw(visit.gate, visit.session.principal, subject, body.seed)
    return await visit.gate.send(visit.session.principal, command, key=key, subject=subject, if_match=if_match)


SENDS: Final[Mapping[str, Send]] = {"publish": _publish, "draw": _draw}
