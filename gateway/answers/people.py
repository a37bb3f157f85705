"""A person of the registry: looked up, registered with name and address sealed, opened again (ORG-06, PLT-07)."""

from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.errors import Rejected
from contracts.messages import Done
from contracts.registry import ErasePerson, RegisterPerson
from contracts.values import Name, Role
from gateway.answers.registers import CONTEXT
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Late, Order, order_by_key
from gateway.queries import person, rows
from gateway.queries.metadata import find_position
from gateway.views.person import Row

NAME: Final = "registry.person.name"
"""What a name is sealed as."""
EMAIL: Final = "registry.person.email"
READERS: Final = frozenset({Role.OPERATOR})
"""Who sees names: others see the post."""


class NewPerson(BaseModel):
    """A person to register; name and address are sealed before they are sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    email: Name | None = None
    account: Name | None = None
    """The account with which the person signs in."""


async def find_person(gate: Gate, who: UUID, reach: dict[str, int]) -> tuple[Row, int]:
    """Return a person and the position that the answer reflects. Raises: Rejected with NOT_FOUND, NOT_YET."""
    await gate.require(reach, person.VIEW)
    async with gate.reading() as snapshot:
        row = await rows.find_row(snapshot, person.VIEW, str(who))
        position = await find_position(snapshot, person.VIEW.name, CONTEXT)
    if row is None:
        raise Rejected("NOT_FOUND", "그런 사람이 없습니다. 주소를 확인하세요.")
    return row, position


async def seal_and_register(
    gate: Gate, principal: Principal, new: NewPerson, key: str, *, dry_run: bool, late: Late | None
) -> Done:
    """Return what registering made, the same for the same content under the same key. Raises: Rejected."""
    who = order_by_key(principal, ErasePerson(reason="-"), key).id
    await check_account(gate, who, new.account)

    async def send() -> Done:
        name = await seal_field(gate, who, NAME, new.name, dry_run=dry_run)
        email = await seal_field(gate, who, EMAIL, new.email, dry_run=dry_run) if new.email else None
        order = Order(who, RegisterPerson(name=name, email=email, account=new.account))
        return await gate.carry_out(principal, order, dry_run=dry_run, late=late)

    async def is_as_sent(stored: Done) -> bool:
        return await is_same(gate, who, new, stored.position)

    return await send_once(gate, principal, who, send, is_as_sent)


async def check_account(gate: Gate, who: UUID, account: str | None) -> None:
    """One account is one living person's: by it deputies and letters find somebody (ORG-06, ORG-12).

    Raises: Rejected with ALREADY_REGISTERED.
    """
    if account is None:
        return
    async with gate.reading() as snapshot:
        holder = await person.find_holder(snapshot, account)
    if holder not in {None, str(who)}:
        message = "다른 사람의 계정입니다. 계정을 확인하거나, 그 사람이 떠났다면 먼저 파기하세요."
        raise Rejected("ALREADY_REGISTERED", message, {"person": str(holder), "account": account})


async def is_same(gate: Gate, who: UUID, new: NewPerson, position: int) -> bool:
    """Tell whether a person stands as somebody sends it again; of an erased one nobody can tell any more."""
    row, _ = await find_person(gate, who, {CONTEXT: position})
    if row.is_erased or row.name is None:
        return True
    name, email = await open_one(gate, row)
    return (name, email, row.account) == (new.name, new.email, new.account)


async def open_one(gate: Gate, row: Row) -> tuple[str | None, str | None]:
    """Return the name and the address of a person as texts."""
    fields = [(sealed, field) for sealed, field in ((row.name, NAME), (row.email, EMAIL)) if sealed is not None]
    opened = dict(zip([field for _, field in fields], await gate.vault.open_many(fields), strict=True))
    name, email = (None if field not in opened else str(opened[field]) for field in (NAME, EMAIL))
    return name, email
