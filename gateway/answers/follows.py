"""소식 받기: following a session without an account; the contact is sealed, its key destroyed at the stop (ENG-09)."""

from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.coordination import Follow, Unfollow
from contracts.errors import Rejected
from contracts.messages import Done
from contracts.values import Name, Role, Uuid
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Order
from gateway.queries import rows, town_hall
from gateway.queries.voice import UNKNOWN
from infra.alimtalk import read_address
from infra.vault import SubjectErased

CONTACT: Final = "coordination.follower.contact"
"""What a contact is sealed as."""
CONSENT: Final = "news-of-this-session"
"""The wording that is agreed to: to be told what becomes of this session, until it is stopped."""
CITIZEN: Final = Principal("open-follow", Role.CITIZEN, None, "시민")
"""Who acts where nobody was asked."""
TIMES: Final = range(20)
"""How often one contact may stop and follow a session again: a destroyed key never comes back."""


class NewFollower(BaseModel):
    """Somebody who wants to be told."""

    model_config = ConfigDict(extra="forbid", strict=True)

    town_hall: Uuid
    contact: Name
    """A mobile number or a mail address."""
    is_digest: bool = False
    """Once a day at 18:00 instead of at once."""
    agreed: Literal[True]
    """To the contact being kept for this, until it is stopped (개인정보 보호법 15조)."""


async def follow(gate: Gate, key: UUID, new: NewFollower, *, dry_run: bool) -> Done:
    """Return what following made: of one contact the same, however often. Raises: Rejected (NOT_FOUND, BAD_SHAPE)."""
    async with gate.reading() as snapshot:
        session = await rows.find_row(snapshot, town_hall.VIEW, str(new.town_hall))
    if session is None or session.state in UNKNOWN:
        raise Rejected("NOT_FOUND", "그런 행사가 없습니다. 주소를 확인하세요.")
    address = read_address(new.contact)
    if address is None:
        raise Rejected("BAD_SHAPE", "휴대전화 번호나 전자우편 주소를 적으세요.", {"pointer": "/contact"})
    plain = address.mobile or (address.mail or "").lower()
    for time in TIMES:
        name = await gate.vault.derive(new.town_hall, "follower", f"{plain}|{time}".encode())
        who = UUID(bytes=name[:16], version=4)
        try:
            return await _send(gate, key, who, new, plain, dry_run=dry_run)
        except SubjectErased:
            continue
    raise Rejected("BAD_SHAPE", "이 연락처로는 더 신청할 수 없습니다. 다른 연락처를 적으세요.", {"pointer": "/contact"})


async def stop(gate: Gate, key: UUID, follower: UUID, *, dry_run: bool) -> Done:
    """Return what stopping made, and destroy the contact's key. Raises: Rejected with NOT_FOUND."""
    done = await gate.carry_out(CITIZEN, Order(key, Unfollow(), follower), dry_run=dry_run)
    if not dry_run:
        await gate.vault.erase(follower)
    return done


async def _send(gate: Gate, key: UUID, who: UUID, new: NewFollower, plain: str, *, dry_run: bool) -> Done:
    contact = await seal_field(gate, who, CONTACT, plain, dry_run=dry_run)

    async def send() -> Done:
        wish = Follow(
            topic=f"town_hall-{new.town_hall}",
            contact=contact,
            field=CONTACT,
            is_digest=new.is_digest,
            consent=CONSENT,
        )
        return await gate.carry_out(CITIZEN, Order(key, wish, who), dry_run=dry_run)

    async def is_same(stored: Done) -> bool:
        return stored.result.id == str(who)

    return await send_once(gate, CITIZEN, key, send, is_same)
