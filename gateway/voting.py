"""From a ticket to a ballot that nobody can trace, and back from a receipt to whether it is counted (ENG-05).

A person's name within a session becomes a pseudonym within a round, under the round's own key. What leaves this module
holds neither ticket nor participant nor address, and its command is named under the same key. Once the key is destroyed
nobody can compute any of it again (infra/decisions/0031-secret-ballots.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from contracts.engagement.ballots import BallotChannel, BallotChoice, CastBallot
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.signs import read_signs, write_signs
from contracts.values import Role
from gateway.gate import Gate, Snapshot
from gateway.ordering import make_nameless
from gateway.queries import poll_round, poll_tally, rows
from gateway.tickets import Voter, find_voter
from gateway.views.poll_round import Row
from infra.vault import SubjectErased, Vault

BOX: Final = Actor(user="ballot-box", role=Role.CITIZEN)
"""Who casts every ballot, as the log tells it."""
BEGINNING: Final = 5
"""Bytes of the round's id that a receipt begins with, to find the round by."""
BLOCK: Final = 16
LENGTH: Final = 34
"""Signs of a receipt: 21 bytes."""
KNOWN: Final = 1_000
"""Rounds whose plan is remembered: a plan never changes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a round never changes."""

    town_hall: UUID
    options: tuple[str, ...]
    """Codes, numbered from 1 for people."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a voter put on a ballot: an option by its number."""

    option: int
    value: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a receipt tells."""

    round: Row
    is_counted: bool


class Plans:
    """Plans of rounds that were looked up before."""

    def __init__(self) -> None:
        self._known: dict[UUID, Plan] = {}

    async def find(self, gate: Gate, of_round: UUID) -> Plan:
        """Return the plan of a round. Raises: Rejected with NOT_FOUND."""
        known = self._known.get(of_round)
        if known is None:
            async with gate.reading() as snapshot:
                row = await find_round(snapshot, of_round)
            known = Plan(UUID(row.town_hall), tuple(option["code"] for option in row.options))
            if len(self._known) >= KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[of_round] = known
        return known


PLANS: Final = Plans()


async def find_round(snapshot: Snapshot, of_round: UUID) -> Row:
    """Return a round. Raises: Rejected with NOT_FOUND."""
    row = await rows.find_row(snapshot, poll_round.VIEW, str(of_round))
    if row is None:
        raise Rejected("NOT_FOUND", "그런 투표가 없습니다. 주소를 확인하세요.")
    return row


async def cast_ballot(gate: Gate, of_round: UUID, ticket: str, marks: Sequence[Mark], key: str) -> str:
    """Return the receipt of a ballot that was cast; the same key and marks again give the same one.

    Raises: Rejected, what `find_voter` raises and what the ballot's decision raises.
    """
    plan = await PLANS.find(gate, of_round)
    choices = read_marks(plan, marks)
    voter = await find_voter(gate, plan.town_hall, ticket)
    try:
        pseudonym = await name_voter(gate.vault, of_round, voter.voter)
        command = await gate.vault.derive(of_round, "command", voter.voter + key.encode())
        receipt = await write_receipt(gate.vault, of_round, pseudonym)
    except SubjectErased:
        raise Rejected("ROUND_NOT_OPEN", "끝난 투표입니다. 발표된 결과를 확인하세요.") from None
    body = make_command(of_round, pseudonym, voter, choices)
    try:
        now = (await gate.now()).at
        await gate.deliver(make_nameless(BOX, UUID(bytes=command[:BLOCK], version=4), body, now))
    except Rejected as no:
        if no.code != "ALREADY_VOTED":
            raise
        raise Rejected(no.code, no.message, {"receipt": receipt}) from no  # who has lost the answer gets it again
    return receipt


def read_marks(plan: Plan, marks: Sequence[Mark]) -> tuple[BallotChoice, ...]:
    """Return marks as choices. Raises: Rejected with CHOICES_INVALID for an option that there is not."""
    if any(mark.option > len(plan.options) for mark in marks):
        raise Rejected("CHOICES_INVALID", "투표에 없는 번호입니다. 화면에서 다시 고르세요.")
    return tuple(BallotChoice(option=plan.options[mark.option - 1], value=mark.value) for mark in marks)


def make_command(of_round: UUID, pseudonym: bytes, voter: Voter, choices: tuple[BallotChoice, ...]) -> CastBallot:
    """Return the command of a ballot: of the voter it tells what its segment shares."""
    return CastBallot(
        round=of_round,
        pseudonym=pseudonym.hex(),
        segment=voter.segment,
        is_official=voter.is_official,
        channel=BallotChannel(voter.channel),
        choices=choices,
    )


async def name_voter(vault: Vault, of_round: UUID, voter: bytes) -> bytes:
    """Return a voter's pseudonym in a round. Raises: SubjectErased once the round's key is destroyed; Unavailable."""
    return (await vault.derive(of_round, "pseudonym", voter))[:BLOCK]


async def write_receipt(vault: Vault, of_round: UUID, pseudonym: bytes) -> str:
    """Return a pseudonym's receipt: the round's beginning, and one block under its key. Raises: as `name_voter`."""
    encryptor = (await _open_cipher(vault, of_round)).encryptor()
    raw = int.from_bytes(of_round.bytes[:BEGINNING] + encryptor.update(pseudonym))
    return write_signs(raw, LENGTH)


def read_receipt(text: str) -> tuple[str, bytes] | None:
    """Return how the round's id begins and the block of a receipt, however it was copied; None of what is none."""
    raw = read_signs(text, LENGTH)
    if raw is None or raw.bit_length() > 8 * (BEGINNING + BLOCK):
        return None
    told = raw.to_bytes(BEGINNING + BLOCK)
    beginning = told[:BEGINNING].hex()
    return f"{beginning[:8]}-{beginning[8:]}", told[BEGINNING:]


def refuse_ended(row: Row) -> None:
    """Refuse to look where the round's key is destroyed, though this process may still hold it for a minute.

    Raises: Rejected with RECEIPT_EXPIRED.
    """
    if row.is_key_due:
        raise _refuse_expired()


async def find_receipt(gate: Gate, text: str) -> Found:
    """Return whether the ballot of a receipt is counted, and nothing of what it says.

    A guess takes as long as a true one. Raises: Rejected with NOT_FOUND, RECEIPT_EXPIRED.
    """
    read = read_receipt(text)
    if read is None:
        raise Rejected("NOT_FOUND", "접수 번호가 아닙니다. 34자를 다시 확인하세요.")
    beginning, block = read
    async with gate.reading() as snapshot:
        for row in await poll_round.find_by_beginning(snapshot, beginning):
            refuse_ended(row)
            try:
                decryptor = (await _open_cipher(gate.vault, UUID(row.round))).decryptor()
            except SubjectErased:
                raise _refuse_expired() from None
            is_there = await poll_tally.has_ballot(snapshot, row.round, decryptor.update(block).hex())
            return Found(row, is_there and row.state != "VOIDED")
    raise Rejected("NOT_FOUND", "접수 번호가 아닙니다. 34자를 다시 확인하세요.")


def _refuse_expired() -> Rejected:
    message = "이의 제기 기간이 끝나 열쇠를 파기했습니다. 이제 누구도 표의 주인을 알 수 없습니다."
    return Rejected("RECEIPT_EXPIRED", message)


async def _open_cipher(vault: Vault, of_round: UUID) -> Cipher[ECB]:
    """Return the cipher of a round's receipts: of one block only, which is never the same for two voters."""
    return Cipher(AES((await vault.derive(of_round, "receipt", b""))[:BLOCK]), ECB())  # noqa: S305 - one random block
