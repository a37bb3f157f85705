"""Files and checkpoints over HTTP: a gateway with its vault and its folder, and what it refuses."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.questions import HeadsRequest
from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.routers import files as routes
from infra.feed import Feed
from infra.heads import HeadSigner, derive_public_keys
from infra.log import open_log
from infra.pool import open_pool
from infra.sealing import KeyRing, make_key, name_key, read_base64, write_base64
from infra.service import build_broker
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.gates import build_around
from tests.integration.waiting import eventually
from tests.making import CONTEXT, TENANT, make_append, make_event, make_gateway_settings

ON_BROKER = (CONTEXT,)
OFFICER = Principal("officer", Role.OFFICER, "planning-audit", "담당자")
OTHER = Principal("other", Role.OFFICER, "planning-audit", "다른 담당자")
AUDITOR = Principal("auditor", Role.AUDITOR, None, "감사자")
CITIZEN = Principal("citizen", Role.CITIZEN, None, "시민")
NAME = "현장 점검 결과.txt"
CONTENT = "현장을 점검한 결과 이상이 없습니다.\n".encode()
DIGEST = sha256(CONTENT).hexdigest()
SIGNING = write_base64(make_key())


@dataclass(frozen=True)
class Served:
    """A gateway and the folder of its files."""

    gate: Gate
    client: httpx.AsyncClient
    folder: Path

    def head(self, principal: Principal) -> dict[str, str]:
        """Return the headers with which somebody asks."""
        return {"Authorization": f"Bearer {self.gate.tokens.sign(principal)}"}

    async def put(self, principal: Principal = OFFICER, content: bytes = CONTENT, name: str = NAME) -> httpx.Response:
        """Upload as `curl -F file=@name` does."""
        return await self.client.post("/v1/files", files={"file": (name, content)}, headers=self.head(principal))

    async def post(self, body: bytes, kind: str = 'multipart/form-data; boundary="b"') -> httpx.Response:
        """Upload a body as it is."""
        return await self.client.post("/v1/files", content=body, headers={**self.head(OFFICER), "Content-Type": kind})

    async def erase(self, principal: Principal = OFFICER) -> httpx.Response:
        """Erase a file."""
        return await self.client.delete(f"/v1/files/{DIGEST}", headers=self.head(principal))

    async def get(self, path: str = "", principal: Principal = OFFICER, digest: str = DIGEST) -> httpx.Response:
        """Read a file or what is known of it."""
        return await self.client.get(f"/v1/files/{digest}{path}", headers=self.head(principal))

    def list_left(self) -> list[Path]:
        """Return what lies in the folder."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest_asyncio.fixture
async def served(
    views_database: Database, vault_database: Database, still_broker: Broker, tmp_path: Path
) -> AsyncIterator[Served]:
    async with serving(views_database, vault_database, still_broker, tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def heard(
    views_database: Database, vault_database: Database, broker: Broker, tmp_path: Path
) -> AsyncIterator[Served]:
    """As `served`, where the service of the directives may answer."""
    async with serving(views_database, vault_database, broker, tmp_path) as made:
        yield made


@asynccontextmanager
async def serving(
    views_database: Database, vault_database: Database, broker: Broker, tmp_path: Path
) -> AsyncIterator[Served]:
    settings = make_gateway_settings(
        views_database.as_role("hwanryu_gateway"), broker.url, vault_database.as_role("hwanryu_vault"), tmp_path
    ).model_copy(update={"head_keys": f"{CONTEXT}={derive_public_keys(SIGNING)[0]}", "file_bytes": 3 * 1024 * 1024})
    async with open_gate(settings) as gate:
        transport = httpx.ASGITransport(build_around(gate), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", trust_env=False) as client:
            yield Served(gate, client, tmp_path)


async def test_a_file_goes_up_and_comes_down_byte_for_byte(served: Served) -> None:
    up = await served.put()
    assert (up.status_code, up.headers["location"]) == (201, f"/v1/files/{DIGEST}")
    told = up.json()["data"]
    assert (told["sha256"], told["size"], told["name"], told["uploader"]) == (DIGEST, len(CONTENT), NAME, "officer")
    down = await served.get()
    assert (down.status_code, down.content) == (200, CONTENT)
    assert (await served.get("/metadata")).json()["data"] == told
    assert (await served.put()).json() == up.json()


async def test_a_file_may_be_longer_than_any_other_body(served: Served) -> None:
    up = await served.put(content=b"x" * 3 * 1024 * 1024)
    assert (up.status_code, up.json()["data"]["size"]) == (201, 3 * 1024 * 1024)


async def test_a_file_is_saved_and_never_shown(served: Served) -> None:
    await served.put()
    headers = (await served.get()).headers
    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''%ED%98%84%EC%9E%A5%20")
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store, private"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["content-length"] == str(len(CONTENT))


async def test_a_file_is_its_uploaders_and_the_auditors_only(served: Served) -> None:
    """To others it is not there, not even that it is."""
    await served.put()
    missing = await served.get(digest="0" * 64)
    for path in ("", "/metadata"):
        assert (await served.get(path, AUDITOR)).status_code == 200
        hidden = await served.get(path, OTHER)
        assert (hidden.status_code, hidden.json()["detail"]) == (404, missing.json()["detail"])
        assert (await served.get(path, CITIZEN)).status_code == 403
    assert [(await served.erase(principal)).status_code for principal in (OTHER, AUDITOR)] == [404, 404]
    assert (await served.client.get(f"/v1/files/{DIGEST}")).status_code == 401
    assert (await served.put(OTHER, name="둘.txt")).status_code == 201
    assert (await served.get("/metadata", OTHER)).json()["data"]["name"] == "둘.txt"
    assert (await served.get("/metadata")).json()["data"]["name"] == NAME


async def test_an_erased_file_is_told_as_such_and_not_taken_again(served: Served) -> None:
    await served.put()
    assert (await served.erase()).status_code == 204
    await expect_erased(served)
    assert served.list_left() == []


async def test_each_giver_of_a_content_erases_it_for_himself(served: Served) -> None:
    """And gets the very answers that he would get alone: nothing tells that another keeps it."""
    await served.put()
    await served.put(OTHER, name="둘.csv")
    assert (await served.erase()).status_code == 204
    await expect_erased(served)
    assert (await served.get(principal=OTHER)).content == CONTENT
    assert (await served.get("/metadata", AUDITOR)).json()["data"]["uploader"] == "other"
    assert (await served.erase(OTHER)).status_code == 204
    await expect_erased(served, OTHER)
    await expect_erased(served)
    assert served.list_left() == []
    assert (await served.get(principal=AUDITOR)).status_code == 410


async def test_nothing_of_the_first_giver_shows_in_what_the_second_is_told(served: Served) -> None:
    """The type follows from each one's own name."""
    first, second = await served.put(name="하나.txt"), await served.put(OTHER, name="둘.csv")
    told = second.json()["data"]
    assert (told["type"], told["name"], told["uploader"]) == ("text/csv", "둘.csv", "other")
    assert told["uploaded_at"] > first.json()["data"]["uploaded_at"]
    assert (await served.get(principal=OTHER)).headers["content-type"] == "text/csv"


async def expect_erased(served: Served, principal: Principal = OFFICER) -> None:
    """What somebody is told of a file that he has erased, as often as he asks."""
    for again in (await served.get(principal=principal), await served.put(principal)):
        assert (again.status_code, again.json()["code"]) == (410, "FILE_ERASED")
    told = (await served.get("/metadata", principal)).json()["data"]
    assert (told["name"], told["erased_at"] is not None) == ("파기됨", True)
    assert (await served.erase(principal)).status_code == 204


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ", "report.pdf", "FILE_REFUSED"),
        (b"<script>", "page.html", "FILE_REFUSED"),
        (b"", "empty.txt", "FILE_REFUSED"),
        (b"x", "no ending", "FILE_REFUSED"),
        (b"x", "a" * 197 + ".txt", "BAD_SHAPE"),
        (b"x", "../../", "BAD_SHAPE"),
        (b"x" * (3 * 1024 * 1024 + 1), "long.txt", "TOO_LARGE"),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_leaves_nothing(
    served: Served, content: bytes, name: str, code: str
) -> None:
    refused = await served.put(content=content, name=name)
    assert refused.json()["code"] == code
    assert served.list_left() == []


async def test_a_name_keeps_no_folder_and_is_composed(served: Served) -> None:
    """MacOS sends 가 as two letters; a name of a path would climb out of the reader's folder."""
    up = await served.put(name="../../etc/\u1100\u1161.txt")
    assert up.json()["data"]["name"] == "\uac00.txt"


LONG = b"x" * 1_000_000
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext\r\n'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (PART + b"--b--\r\n", 201),
        (PART, 400),
        (PART + PART + b"--b--\r\n", 400),
        (PART[:-8], 400),
        (b"", 400),
        (b"rubbish", 400),
        (b"--b--\r\n", 400),
        (PART.replace(b'"file"', b'"other"') + b"--b--\r\n", 400),
        (PART.replace(b'; filename="a.txt"', b"") + b"--b--\r\n", 400),
        (PART.replace(b"a.txt", b"\xff.txt") + b"--b--\r\n", 400),
        (PART.replace(b"a.txt", b"a\x07.txt") + b"--b--\r\n", 400),
        (PART.replace(b"Content-Disposition", b"X" * 10_000) + b"--b--\r\n", 400),
    ],
)
async def test_a_form_is_read_strictly(served: Served, body: bytes, status: int) -> None:
    answer = await served.post(body)
    assert answer.status_code == status, answer.text
    assert len(served.list_left()) == (status == 201)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain", ""])
async def test_another_content_type_is_refused(served: Served, kind: str) -> None:
    assert (await served.post(PART + b"--b--\r\n", kind)).json()["code"] == "UNSUPPORTED_TYPE"


async def test_a_body_that_says_it_is_far_too_long_is_refused_unread(served: Served) -> None:
    """300 MB: told by its head, and cut off where the head tells nothing."""
    read = 0

    async def pour() -> AsyncIterator[bytes]:
        nonlocal read
        yield PART
        for _ in range(300):
            read += 1
            yield LONG

    headers = {**served.head(OFFICER), "Content-Type": 'multipart/form-data; boundary="b"'}
    told = await served.client.post(
        "/v1/files", content=pour(), headers={**headers, "Content-Length": "300000000", "Transfer-Encoding": ""}
    )
    assert (told.status_code, told.json()["code"], read) == (413, "TOO_LARGE", 0)
    untold = await served.client.post("/v1/files", content=pour(), headers=headers)
    assert (untold.status_code, untold.json()["code"]) == (413, "TOO_LARGE")
    assert read <= 5
    assert served.list_left() == []


async def test_what_lies_around_the_file_may_not_go_on_for_ever(served: Served) -> None:
    async def pour() -> AsyncIterator[bytes]:
        yield PART + b"--b--\r\n"
        while True:
            yield LONG

    headers = {**served.head(OFFICER), "Content-Type": 'multipart/form-data; boundary="b"'}
    answer = await served.client.post("/v1/files", content=pour(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")
    assert served.list_left() == []


async def test_other_routes_keep_their_limit_of_one_mebibyte(served: Served) -> None:
    body = json.dumps({"user": "x" * 1_100_000, "password": "y"}).encode()
    answer = await served.client.post("/v1/token", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_an_upload_that_trickles_is_cut(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "TRANSFER_S", 0.2)

    async def trickle() -> AsyncIterator[bytes]:
        yield PART
        await asyncio.Event().wait()

    headers = {**served.head(OFFICER), "Content-Type": 'multipart/form-data; boundary="b"'}
    cut = await served.client.post("/v1/files", content=trickle(), headers=headers)
    assert (cut.status_code, cut.json()["code"]) == (408, "BODY_TOO_SLOW")
    assert served.list_left() == []


async def test_a_damaged_file_is_a_bug_and_not_a_byte_of_it_is_sent(served: Served) -> None:
    await served.put()
    (path,) = served.list_left()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = await served.get()
    assert (answer.status_code, answer.json()["code"]) == (500, "BUG")


async def test_a_gateway_whose_vault_is_away_serves_everything_else(
    views_database: Database, broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.vault.SETTLE_S", 0.1)
    settings = make_gateway_settings(views_database.admin_url, broker.url, files=tmp_path)
    async with open_gate(settings) as gate:
        transport = httpx.ASGITransport(build_around(gate), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", trust_env=False) as client:
            served = Served(gate, client, tmp_path)
            assert (await client.get("/v1/clock", headers=served.head(OFFICER))).status_code == 200
            away = await served.put()
            assert (away.status_code, away.json()["code"], served.list_left()) == (503, "BUSY", [])


@asynccontextmanager
async def signing(broker: Broker, database: Database) -> AsyncIterator[HeadSigner]:
    """Serve a log of three events with two signed heads."""
    key = read_base64(SIGNING)
    async with open_log(database.url) as log, open_pool(database.url, max_size=2) as pool:
        signer = HeadSigner(pool, KeyRing({name_key(key): key}), TENANT, CONTEXT, 300.0)
        rabbit = build_broker(broker.url)
        Feed(rabbit, log, TENANT, CONTEXT).on(HeadsRequest, signer.answer)
        await rabbit.start()
        for n in range(3):
            await log.append(make_append(make_event(f"note-{n}")))
            if n:
                await signer.sign()
        try:
            yield signer
        finally:
            await rabbit.stop()


async def test_everyone_reads_and_verifies_the_signed_heads(
    heard: Served, broker: Broker, log_database: Database
) -> None:
    """Without a token, with nothing but the two published documents and `cryptography`."""
    await eventually(lambda: is_connected(heard))
    async with signing(broker, log_database):
        published = (await heard.client.get("/v1/checkpoints", params={"context": CONTEXT})).json()["data"]
        one = (await heard.client.get("/v1/checkpoints", params={"context": CONTEXT, "limit": 1})).json()["data"]
    keys = (await heard.client.get("/v1/checkpoints/keys")).json()["data"]
    assert [head["position"] for head in published] == [3, 2]
    assert one == published[:1]
    by_id = {(key["context"], key["key"]): read_base64(key["public_key"]) for key in keys}
    for head in published:
        signature = bytes.fromhex(head.pop("signature"))
        message = io.BytesIO()
        for value in head.values():
            message.write(len(str(value).encode()).to_bytes(4, "big") + str(value).encode())
        public_key = Ed25519PublicKey.from_public_bytes(by_id[head["context"], head["key"]])
        public_key.verify(signature, message.getvalue())


async def test_a_head_that_the_services_key_did_not_sign_is_not_published(
    heard: Served, broker: Broker, log_database: Database
) -> None:
    await eventually(lambda: is_connected(heard))
    async with signing(broker, log_database):
        async with connected(log_database.url) as connection:
            await connection.execute(
                "INSERT INTO signed_heads SELECT 900, epoch, chain, signed_at, key, signature FROM signed_heads LIMIT 1"
            )
        published = (await heard.client.get("/v1/checkpoints", params={"context": CONTEXT})).json()["data"]
    assert [head["position"] for head in published] == [3, 2]


async def test_heads_of_no_log_and_of_a_silent_one_are_told_apart(
    heard: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.asking.ANSWER_S", 0.1)
    assert (await heard.client.get("/v1/checkpoints", params={"context": "nothing"})).status_code == 404
    assert (await heard.client.get("/v1/checkpoints", params={"context": "Two Words"})).status_code == 400
    assert (await heard.client.get("/v1/checkpoints")).status_code == 400
    assert (await heard.client.get("/v1/checkpoints", params={"context": CONTEXT})).status_code == 503


async def is_connected(served: Served) -> bool:
    return served.gate.requester.connected
