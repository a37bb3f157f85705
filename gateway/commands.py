"""Routes that carry out one command: its body is the command, the address names what it makes or acts on."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from contracts.errors import Rejected
from contracts.messages import Command
from contracts.values import Code
from gateway.access import TRIED, Asking, Commanded, Gated, IfMatch, Key, Written, answer_written
from gateway.ordering import order_by_key

CREATED: Final = 201
OTHER_CODE: Final = "주소의 코드와 본문의 code가 다릅니다. 둘을 같게 보내세요."


def add_making(router: APIRouter, path: str, command: type[Command], name: str, told: tuple[str, str]) -> None:
    """Add `POST path`, which makes what then is found under `path/{id}`; `told` is its summary and description."""
    context = command.wire().partition(".")[0]

    async def make(
        gate: Gated,
        principal: Asking,
        key: Key,
        body: command,  # type: ignore[valid-type]  # each route has its own
        asked: Commanded,
        response: Response,
    ) -> Written:
        done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
        location = f"{router.prefix}{path}/{done.result.id}"
        return answer_written(response, done, context, dry_run=asked.dry_run, location=location)

    summary, description = told
    add = router.post(path, name=name, status_code=201, responses=TRIED, summary=summary, description=description)
    add(make)


def add_act(router: APIRouter, path: str, command: type[Command], name: str, told: tuple[str, str]) -> None:
    """Add `POST path`, which acts on what `{subject}` in it names by its id."""
    context = command.wire().partition(".")[0]

    async def act(
        gate: Gated,
        principal: Asking,
        key: Key,
        subject: UUID,
        if_match: IfMatch,
        body: command,  # type: ignore[valid-type]  # each route has its own
        asked: Commanded,
        response: Response,
    ) -> Written:
        order = order_by_key(principal, body, key, subject=subject, if_match=if_match)
        done = await gate.carry_out(principal, order, dry_run=asked.dry_run)
        return answer_written(response, done, context, dry_run=asked.dry_run)

    summary, description = told
    router.post(path, name=name, summary=summary, description=description)(act)


def add_keyed(router: APIRouter, path: str, command: type[Command], name: str, told: tuple[str, str]) -> None:
    """Add `POST path`, which acts on what `{code}` in it names; the command says the same code."""
    context = command.wire().partition(".")[0]

    async def act_on_code(
        gate: Gated,
        principal: Asking,
        key: Key,
        code: Code,
        if_match: IfMatch,
        body: command,  # type: ignore[valid-type]  # each route has its own
        asked: Commanded,
        response: Response,
    ) -> Written:
        if getattr(body, "code", None) != code:
            raise Rejected("BAD_SHAPE", OTHER_CODE)
        order = order_by_key(principal, body, key, if_match=if_match)
        done = await gate.carry_out(principal, order, dry_run=asked.dry_run)
        return answer_written(response, done, context, dry_run=asked.dry_run)

    summary, description = told
    router.post(path, name=name, summary=summary, description=description)(act_on_code)


def add_naming(
    router: APIRouter, path: str, command: type[Command], name: str, told: tuple[str, str], *, status: int = 201
) -> None:
    """Add `POST path`, which acts on what the command itself names, such as a day; `status` 201 where it makes that."""
    context = command.wire().partition(".")[0]

    async def act_on_named(
        gate: Gated,
        principal: Asking,
        key: Key,
        body: command,  # type: ignore[valid-type]  # each route has its own
        asked: Commanded,
        response: Response,
    ) -> Written:
        done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
        return answer_written(response, done, context, dry_run=asked.dry_run)

    summary, description = told
    responses = TRIED if status == CREATED else None
    add = router.post(
        path, name=name, status_code=status, responses=responses, summary=summary, description=description
    )
    add(act_on_named)
