"""Routes that read a register: a list by its own parameters, one entry by what the address names; `as_of` on both."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from gateway.access import Asking, Gated
from gateway.answers.entries import (
    Choose,
    EntriesWanted,
    Register,
    choose_by,
    list_entries,
    tell_entry,
    tell_version,
)
from gateway.answers.past import PastParameters
from gateway.answers.registers import Listing, One
from gateway.commands import KINDS, Told


def add_list(
    router: APIRouter,
    path: str,
    register: Register[Any, Any],
    parameters: type[EntriesWanted],
    choose: Choose,
    told: Told,
) -> None:
    """Add `GET path`, a page of a register; what its parameters ask for `choose` makes conditions of."""

    async def read_list(
        gate: Gated,
        principal: Asking,
        wanted: Annotated[parameters, Query()],  # type: ignore[valid-type]  # each list has its own
    ) -> object:
        return await list_entries(gate, register, principal, wanted, choose_by(wanted, choose))

    model = Listing[register.model]  # type: ignore[name-defined]  # each register has its own
    _add(router, path, told, model, read_list)


def add_entry(router: APIRouter, path: str, register: Register[Any, Any], told: Told) -> None:
    """Add `GET path`, the entry that the one parameter in it names: `{code}`, `{year}`, or any other by its id."""
    (parameter,) = re.findall(r"\{(\w+)\}", path)
    kind = KINDS.get(parameter, UUID)
    place = Annotated[kind, Path(alias=parameter)]  # type: ignore[valid-type]  # each path has its own

    async def read_one(
        gate: Gated,
        principal: Asking,
        named: place,
        asked: Annotated[PastParameters, Query()],
        response: Response,
    ) -> object:
        answer = await tell_entry(gate, register, principal, read_key(named), asked)
        tell_version(response, answer)
        return answer

    model = One[register.model]  # type: ignore[name-defined]  # each register has its own
    _add(router, path, told, model, read_one)


def read_key(named: UUID | str | int) -> str | int:
    """Return the key of a view's row that an address names."""
    return str(named) if isinstance(named, UUID) else named


def _add(router: APIRouter, path: str, told: Told, model: object, read: Any) -> None:
    summary, description = told
    name = "read_" + re.sub(r"\W+", "_", path).strip("_")
    router.get(path, name=name, summary=summary, description=description, response_model=model)(read)
