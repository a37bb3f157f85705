"""A Docker engine is taken when it answers and passed over when it does not; no engine runs here, so a fake answers."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from infra.local import docker
from infra.local.errors import SetupError, Unavailable
from infra.local.places import CHECKOUT_ID


class FakeEngine:
    """Answers what the Docker client asks before and while it makes a container, and remembers the container."""

    def __init__(self) -> None:
        self.created: list[tuple[str, dict[str, object]]] = []
        self.removed: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.serve_one(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()

    async def serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = (await reader.readline()).decode()
        if not first:
            return
        method, path, _ = first.split()
        length = 0
        while (line := (await reader.readline()).strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        status, answer = self.answer(method, path, await reader.readexactly(length))
        text = json.dumps(answer).encode()
        head = f"HTTP/1.1 {status}\r\nApi-Version: 1.41\r\nOstype: linux\r\nContent-Type: application/json\r\n"
        writer.write(head.encode() + f"Content-Length: {len(text)}\r\nConnection: close\r\n\r\n".encode() + text)
        await writer.drain()

    def answer(self, method: str, path: str, body: bytes) -> tuple[str, dict[str, object]]:
        match method, path.partition("?")[0].split("/")[-2:]:
            case _, [_, "version"]:
                return "200 OK", {"Version": "29.9.9", "ApiVersion": "1.41", "MinAPIVersion": "1.24"}
            case "POST", ["containers", "create"]:
                self.created.append((path, json.loads(body)))
                return "201 Created", {"Id": "c0ffee", "Warnings": []}
            case "DELETE", ["containers", name]:
                self.removed.append(name)
                return "204 No Content", {}
            case _:
                return "200 OK", {"Id": "c0ffee"}


@asynccontextmanager
async def running_engine(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeEngine]:
    engine = FakeEngine()
    with tempfile.TemporaryDirectory() as folder:  # a short path: a socket's may have 107 characters
        path = Path(folder) / "docker.sock"
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
        async with await asyncio.start_unix_server(engine.serve, path):
            yield engine


async def test_an_engine_that_answers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_engine(monkeypatch):
        assert await docker.find_engine() == "29.9.9"


async def test_a_socket_without_engine_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(Unavailable, match="no Docker engine answers"):
        await docker.find_engine()


async def test_an_engine_that_never_answers_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = asyncio.Event()

    async def keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        ended.set()

    monkeypatch.setattr(docker, "ANSWER_S", 0.5)
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("DOCKER_HOST", f"unix://{folder}/docker.sock")
        async with await asyncio.start_unix_server(keep_silent, f"{folder}/docker.sock"):
            with pytest.raises(Unavailable, match="no Docker engine answers"):
                await docker.find_engine()
            await ended.wait()


async def test_a_machine_without_client_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="no Docker client"):
        await docker.find_engine()


async def test_a_container_is_published_on_loopback_labelled_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake starts no server, so the wait for PostgreSQL ends in the sentence that it does not answer."""
    monkeypatch.setattr(docker, "WAIT_S", 0.2)
    async with running_engine(monkeypatch) as engine:
        with pytest.raises(SetupError, match="does not answer"):
            async with AsyncExitStack() as stack:
                await docker.start_postgres("hwanryu-x", "secret", stack, keep=False)
        path, wanted = engine.created[0]
        assert path.endswith("name=hwanryu-x-postgres")
        assert wanted["Image"] == docker.POSTGRES_IMAGE
        assert wanted["Labels"] == {"hwanryu.checkout": CHECKOUT_ID}
        assert "POSTGRES_PASSWORD=secret" in str(wanted["Env"])
        assert set(list_published(wanted)) == {"127.0.0.1"}
        assert engine.removed[-1] == "hwanryu-x-postgres"


def list_published(wanted: dict[str, object]) -> list[str]:
    host = wanted["HostConfig"]
    assert isinstance(host, dict)
    return [binding["HostIp"] for bindings in host["PortBindings"].values() for binding in bindings]
