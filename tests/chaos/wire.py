"""HTTP as lean as it goes: one POST after the other over kept connections, a tenth of the work of a full client."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

ANSWER_S: Final = 12.0
"""Longer than the gateway's own deadline of 10 s."""
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, object]


class Wire:
    """One client's connections, one a gateway; `close` ends them."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}

    async def post(self, base_url: str, path: str, body: object, headers: Mapping[str, str]) -> Answer | None:
        """Return the answer; None where none came: refused, cut, too late."""
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(ANSWER_S):
                reader, writer = await self._connect(base_url)
                writer.write(write_request(base_url, path, body, headers))
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                assert length is not None, head
                content = await reader.readexactly(int(length.group(1)))
        except (OSError, EOFError):  # includes TimeoutError and IncompleteReadError
            if writer is not None:
                writer.transport.abort()
            return None
        if b"\r\nconnection: close\r\n" in head.lower():
            writer.close()
        else:
            self._open[base_url] = reader, writer
        status = int(head[9:12])
        return Answer(status, json.loads(content) if status < 500 else {})  # a dying server's last words are no JSON

    def close(self) -> None:
        """End every connection."""
        for _, writer in self._open.values():
            writer.transport.abort()

    async def _connect(self, base_url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        kept = self._open.pop(base_url, None)
        if kept is not None:
            if not kept[0].at_eof():
                return kept
            kept[1].transport.abort()
        parts = urlsplit(base_url)
        return await asyncio.open_connection(parts.hostname, parts.port)


def write_request(base_url: str, path: str, body: object, headers: Mapping[str, str]) -> bytes:
    """Return the bytes of a POST of JSON."""
    content = json.dumps(body).encode()
    own = {"Host": urlsplit(base_url).netloc, "Content-Type": "application/json", "Content-Length": str(len(content))}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in {**own, **headers}.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content
