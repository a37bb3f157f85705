"""From tickets to pseudonyms and receipts: the same each time, another in each round, nobody's to make or read."""

from uuid import UUID

import pytest

from contracts.errors import Rejected
from contracts.signs import SIGNS
from gateway.voting import Mark, Plan, name_voter, read_marks, read_receipt, write_receipt
from infra.vault import Vault

ROUND, OTHER = UUID("0b6f1f0e-2b1c-5c1e-8f2e-6f1d3a4b5c6d"), UUID("7c1d2e3f-4a5b-5c6d-8e7f-9a0b1c2d3e4f")
VOTER = bytes(range(32))


class Keys(Vault):
    """A vault whose keys are the subjects themselves."""

    def __init__(self) -> None:
        self._tenant = "nonsan"

    async def _require(self, subject: UUID) -> bytes:
        return subject.bytes


async def test_a_voter_has_another_name_in_each_round() -> None:
    vault = Keys()
    first, again, other = [await name_voter(vault, each, VOTER) for each in (ROUND, ROUND, OTHER)]
    assert first == again != other
    assert len(first) == 16


async def test_a_receipt_is_read_however_it_was_copied() -> None:
    """34 signs that cannot be taken for each other; the pseudonym is not among its bytes."""
    pseudonym = await name_voter(Keys(), ROUND, VOTER)
    receipt = await write_receipt(Keys(), ROUND, pseudonym)
    assert len(receipt) == 34
    assert set(receipt) <= set(SIGNS)
    read = read_receipt(receipt)
    assert read is not None
    beginning, block = read
    assert str(ROUND).startswith(beginning)
    assert block != pseudonym
    spaced = (
        "-".join(receipt[place : place + 4] for place in range(0, 34, 4)).lower().replace("0", "o").replace("1", "l")
    )
    assert read_receipt(f" {spaced} ") == read


@pytest.mark.parametrize("text", ["", "0" * 33, "0" * 35, "U" * 34, "Z" * 34, "가" * 34])
def test_what_is_no_receipt_is_seen(text: str) -> None:
    assert read_receipt(text) is None


def test_numbers_stand_for_options() -> None:
    plan = Plan(OTHER, ("great", "good"))
    assert [each.option for each in read_marks(plan, [Mark(2, 1), Mark(1, 1)])] == ["good", "great"]
    with pytest.raises(Rejected, match="CHOICES_INVALID"):
        read_marks(plan, [Mark(3, 1)])
