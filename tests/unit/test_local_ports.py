"""Free ports and what listens on them."""

import asyncio
import socket

from infra.local.ports import LOOPBACK, _claim, exchange_bytes, is_free, speaks_amqp, speaks_postgres, take_free_port


def test_a_port_is_handed_out_once() -> None:
    assert len({take_free_port() for _ in range(50)}) == 50


def test_a_port_that_was_handed_out_is_free_for_no_other_installation() -> None:
    """Also before anything listens on it."""
    port = take_free_port()
    assert is_free(port)
    assert not _claim(port)


def test_a_port_that_something_listens_on_is_not_free() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        assert not is_free(server.getsockname()[1])


async def test_a_silent_port_speaks_nothing() -> None:
    port = take_free_port()
    assert await exchange_bytes(LOOPBACK, port, b"hello") == b""


async def test_a_server_of_another_kind_is_neither_broker_nor_database() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(16)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, LOOPBACK, 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert not await speaks_amqp(LOOPBACK, port)
        assert not await speaks_postgres(LOOPBACK, port)
