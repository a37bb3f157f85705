"""/v1/open/voices and /v1/open/follows: what became of what people said, and being told of it (ENG-09, XS-13)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Response

from contracts.errors import Rejected
from gateway.access import TRIED, CommandedNow, Gated, Key, Meta, Written, answer_written
from gateway.answers.follows import CITIZEN, NewFollower, follow, stop
from gateway.answers.registers import One
from gateway.answers.voices import VoiceTold, show_voice
from gateway.guard import GuardedRoute
from gateway.queries import department, feedback
from gateway.queries.metadata import find_position
from gateway.queries.voice import find_voice
from infra.clock import name_command

router = APIRouter(prefix="/v1/open", route_class=GuardedRoute, tags=["시민참여"])
CONTEXT: Final = "coordination"
Short = Annotated[str, Path(max_length=20)]


@router.get("/voices/{code}", summary="내 의견은 어떻게 되었나")
async def read_voice(gate: Gated, code: Short) -> One[VoiceTold]:
    """짧은 주소의 투표나 행사에서 나온 의견마다 부서의 답과 결정, 추진 상황을 답한다 (ENG-09)."""
    async with gate.reading() as snapshot:
        voice = await find_voice(snapshot, code)
        if voice is None:
            raise Rejected("NOT_FOUND", "그런 주소가 없습니다. 열 자리를 다시 확인하세요.")
        names = await department.find_names(snapshot, {item.department for item in voice.items})
        position = await find_position(snapshot, feedback.VIEW.name, feedback.VIEW.context)
    meta = Meta(position={feedback.VIEW.context: position})
    return One[VoiceTold](data=show_voice(voice, names), meta=meta)


@router.post("/follows", status_code=201, responses=TRIED, summary="소식 받기")
async def follow_session(gate: Gated, key: Key, body: NewFollower, asked: CommandedNow, response: Response) -> Written:
    """행사에서 나온 의견의 결정을 휴대전화나 전자우편으로 알린다; 같은 연락처는 한 번만 (ENG-09, XS-13)."""
    command = name_command(CITIZEN.user, key)
    made = await follow(gate, command, body, dry_run=asked.dry_run)
    return answer_written(response, made, CONTEXT, dry_run=asked.dry_run)


@router.post("/follows/{follower}/stop", responses=TRIED, summary="소식 그만 받기")
async def stop_following(gate: Gated, key: Key, follower: UUID, asked: CommandedNow, response: Response) -> Written:
    """알림에 적힌 주소로 그만 받는다; 연락처의 열쇠를 파기한다 (XS-13, PLT-07)."""
    made = await stop(gate, name_command(CITIZEN.user, key), follower, dry_run=asked.dry_run)
    return answer_written(response, made, CONTEXT, dry_run=asked.dry_run)
