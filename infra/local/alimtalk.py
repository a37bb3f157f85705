"""A stand-in for a provider of 알림톡 on this machine: it takes what infra/alimtalk.py sends, and shows it.

`python -m infra.local.alimtalk 9099` listens on 127.0.0.1; ALIMTALK_URL is then
`http://secret@127.0.0.1:9099/app?sender=city&template=notice`, and http://127.0.0.1:9099/ tells what came.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from fastapi import FastAPI, Header
from fastapi.responses import HTMLResponse, JSONResponse

from infra.alimtalk import DUPLICATE
from infra.clock import read_now
from infra.local.ports import LOOPBACK

Json = dict[str, Any]


@dataclass
class Outbox:
    """What was taken, and how it answers next."""

    window: timedelta = timedelta(minutes=10)
    """How long it keeps a key; zero takes none."""
    messages: list[tuple[str, str, str]] = field(default_factory=list)
    """Number, subject and body."""
    keys: dict[str, datetime] = field(default_factory=dict)
    """When each was used."""
    is_silent: bool = False
    """Takes a message, and answers as a gateway does that had no answer in time."""
    now: Callable[[], datetime] = read_now

    def count(self, mobile: str) -> int:
        """Return how many messages have come for somebody."""
        return sum(to == mobile for to, _, _ in self.messages)

    def take(self, asked: Json, key: str | None) -> Json:
        """Take a request in, unless its key is kept still; return the answer."""
        used = self.keys.get(key) if key else None
        if used is not None and self.now() - used < self.window:
            return _answer(DUPLICATE, "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.", [])
        if key:
            self.keys[key] = self.now()
        for each in asked["recipientList"]:
            words = each["templateParameter"]
            self.messages.append((each["recipientNo"], words["subject"], words["body"]))
        return _answer(0, "SUCCESS", asked["recipientList"])


def make_app(outbox: Outbox) -> FastAPI:
    """Return the provider as an application."""
    app = FastAPI(openapi_url=None)

    @app.post("/alimtalk/v2.3/appkeys/{appkey}/messages")
    async def take(
        appkey: str,
        body: Json,
        x_secret_key: str = Header(),
        x_nc_api_idempotency_key: str | None = Header(default=None),
    ) -> JSONResponse:
        del appkey, x_secret_key  # any will do here
        answer = outbox.take(body, x_nc_api_idempotency_key)
        return JSONResponse(answer, status_code=504 if outbox.is_silent else 200)

    @app.get("/")
    async def show() -> HTMLResponse:
        rows = (f"<tr>{''.join(f'<td><pre>{escape(cell)}</pre>' for cell in each)}" for each in outbox.messages)
        head = '<!doctype html><html lang="ko"><meta charset="utf-8"><title>알림톡 연습용</title><h1>보낸 알림톡</h1>'
        return HTMLResponse(f"{head}<table><tr><th>번호<th>제목<th>내용{''.join(rows)}</table>")

    return app


def _answer(code: int, words: str, recipients: list[Json]) -> Json:
    sent = [{"recipientNo": each["recipientNo"], "resultCode": 0, "resultMessage": "SUCCESS"} for each in recipients]
    header = {"resultCode": code, "resultMessage": words, "isSuccessful": code == 0}
    return {"header": header, "message": {"sendResults": sent} if sent else None}


async def serve(outbox: Outbox, port: int) -> None:
    """Serve the provider until cancelled."""
    import uvicorn

    config = uvicorn.Config(make_app(outbox), host=LOOPBACK, port=port, log_level="warning")
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(Outbox(), int(sys.argv[1])))
