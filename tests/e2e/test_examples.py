"""Every example of the documents is sent with curl, as its command line stands there, and answered as it says."""

import json
import os
import re
import subprocess
from collections.abc import Iterator

import httpx
import jsonschema
import pytest

from gateway.documents.examples import read_examples
from tests.documents import find_schema
from tests.e2e.settling import settle
from tests.running import Running, eventually

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ENDS = 28
"""What curl returns once the time is over that a stream was given."""


def send(line: str, base: str, token: str) -> tuple[int, str, str]:
    """Return status, media type and body that a command line gets."""
    told = "\\n%{http_code} %{content_type}"
    environment = {"PATH": os.environ["PATH"], "BASE": base, "TOKEN": token}
    run = subprocess.run(
        ["bash", "-c", f"{line} -w '{told}'"],
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",  # a workbook is no text
        check=False,
        timeout=30,
    )
    assert run.returncode in {0, ENDS}, run.stderr
    body, _, last = run.stdout.rpartition("\n")
    status, _, media = last.partition(" ")
    return int(status), media, body


def pair(documented: object, real: object) -> Iterator[tuple[str, str]]:
    """Yield what stands for an id in the document and in the real answer."""
    match documented, real:
        case dict(), dict():
            for name in documented:
                yield from pair(documented[name], real.get(name))
        case list(), list():
            for one, other in zip(documented, real, strict=False):
                yield from pair(one, other)
        case str(), str() if UUID.fullmatch(documented):
            yield documented, real
        case _:
            return


def await_tried(client: httpx.Client, address: str) -> None:
    """Return once an import is tried dry."""
    eventually(lambda: client.get(address).json()["data"]["state"] != "CHECKING", f"{address} is tried", 60.0)


@pytest.mark.timeout(400)
def test_every_example_runs(system: Running) -> None:
    """In the order of the file, each on what those before it made."""
    clients = {
        user: system.open(user) for user in ("mayor", "executive", "operator", "officer", "auditor", "administrator")
    }
    tokens = {user: client.headers["Authorization"].removeprefix("Bearer ") for user, client in clients.items()}
    document = clients["operator"].get("/v1/openapi.json").json()
    ids = {"비밀번호": system.logins["operator"]["password"]}
    for example in read_examples():
        line = example.write_curl()
        for documented, real in ids.items():
            line = line.replace(documented, real)
        status, media, body = send(line, system.base_url, tokens.get(example.sender or "", ""))
        assert (status, media.partition(";")[0]) == (example.status, example.media), f"{line}\n{body}"
        if example.answer is not None and example.media == "application/json":
            answer = json.loads(body)
            jsonschema.validate(answer, find_schema(document, example))
            ids = dict(pair(example.answer, answer)) | ids  # a list may begin with what another test has made
            if example.operation.startswith("POST "):  # what a read tells of has been reflected
                settle(clients["operator"], answer)
            if example.operation == "POST /v1/imports":
                await_tried(clients["operator"], answer["links"]["self"])
