"""The control channel of `make run`: another process of the same user stops and starts its roles by name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from infra.local.errors import SetupError
from infra.local.report import say
from infra.local.supervise import Supervisor

ACTS = ("stop", "start")
DONE = "done"
READ_S = 5.0
"""Seconds for a request to arrive."""


@asynccontextmanager
async def controlled(roles: Supervisor, folder: Path) -> AsyncIterator[None]:
    """Take requests until the block ends, over a socket in `folder` that only its owner may open."""
    path = _socket_path(folder)
    await asyncio.to_thread(_remove, path)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_S):
                request = (await reader.readline()).decode(errors="replace")
            writer.write((await _obey(roles, request.split())).encode())
            await writer.drain()
        except OSError:  # it went away, or said nothing in time
            pass
        finally:
            writer.close()

    server = await asyncio.start_unix_server(answer, path)
    os.chmod(path, 0o600)  # its folder is its owner's alone already
    try:
        yield
    finally:
        server.close()
        await asyncio.to_thread(_remove, path)


async def _obey(roles: Supervisor, words: list[str]) -> str:
    if len(words) != 2 or words[0] not in ACTS or words[1] not in roles.names:
        return f"Stop or start one of: {', '.join(roles.names)}."
    act, name = words
    try:
        await (roles.stop(name) if act == "stop" else roles.start(name))
    except SetupError as problem:
        return str(problem)
    return DONE


async def ask_running_system(act: str, names: Sequence[str], folder: Path) -> int:
    """Have the system whose socket is in `folder` stop or start the one role in `names`; return the exit code.

    Raises:
        SetupError: nothing runs from this checkout, or it does not do it.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(_socket_path(folder))
    except OSError:
        raise SetupError("Hwanryu is not running from this checkout: `make run` starts it.") from None
    try:
        writer.write(f"{act} {' '.join(names)}\n".encode())
        answer = (await reader.read()).decode()
    finally:
        writer.close()
    if answer != DONE:
        raise SetupError(answer)
    say(f"{names[0]}: {act} done")
    return 0


def _socket_path(folder: Path) -> str:
    """Return the path of the socket, relative to here: an absolute one may be longer than the 107 bytes allowed."""
    return os.path.relpath(folder / "control")


def _remove(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)
