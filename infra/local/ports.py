"""Free ports on the loopback interface, and whether something listens on one."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket

LOOPBACK = "127.0.0.1"
PORT_RANGE = range(20_000, 32_000)
"""Below Linux's ephemeral range (32768), so that no outgoing connection takes a port between choice and use."""

_handed_out: set[int] = set()


def take_free_port() -> int:
    """Return a loopback port (20000..31999) that is free now and that no running installation has handed out.

    A port is bound long after it was chosen, by a server that has yet to start. Two systems that chose the same one
    would lose a role each now and then, and one would take the other's for its own: its health answers there.
    """
    for _attempt in PORT_RANGE:
        port = secrets.choice(PORT_RANGE)
        if port not in _handed_out and is_free(port) and _claim(port):
            _handed_out.add(port)
            return port
    raise OSError("no free port between 20000 and 31999 on 127.0.0.1")


def _claim(port: int) -> bool:
    """Claim a port until this process ends; tell whether it was nobody's.

    Abstract names of UNIX sockets are known in a whole network namespace, as ports are, and go with their process.
    """
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0hwanryu-port-{port}")
    except OSError:
        claim.close()
        return False
    claim.detach()  # it stays open as long as the process
    return True


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Tell whether a server could listen on `port` of `host` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((host, port))
            return True
    return False


async def exchange_bytes(host: str, port: int, sent: bytes, wait_s: float = 2.0) -> bytes:
    """Connect, send `sent` and return the first bytes of the answer; empty when nobody answers within `wait_s`."""
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(wait_s):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(sent)
            return await reader.read(16)
    except OSError:  # includes TimeoutError
        return b""
    finally:
        if writer is not None:
            writer.close()


async def speaks_amqp(host: str, port: int) -> bool:
    """Tell whether an AMQP 0-9-1 broker answers: to the protocol header it replies with a method frame (0x01)."""
    return (await exchange_bytes(host, port, b"AMQP\x00\x00\x09\x01")).startswith(b"\x01")


async def speaks_postgres(host: str, port: int) -> bool:
    """Tell whether PostgreSQL answers: to an SSLRequest (code 80877103) it replies S or N."""
    return await exchange_bytes(host, port, (8).to_bytes(4) + (80_877_103).to_bytes(4)) in (b"S", b"N")
