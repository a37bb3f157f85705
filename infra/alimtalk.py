"""Speaks to a provider of 알림톡 over HTTP as NHN Cloud's KakaoTalk Bizmessage v2.3 does.

A request carries an idempotency key. NHN keeps a key for ten minutes and fails a second request with it, so that within
that time it is safe to ask again: either it is sent now, or it was before. A provider that keeps none is asked once.
(docs.nhncloud.com, Notification > KakaoTalk Bizmessage, X-NC-API-IDEMPOTENCY-KEY.)
"""

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx

from contracts.coordination import MailOutcome
from infra.smtp import ADDRESS, Answer

ANSWER_S: Final = 10.0
"""How long the provider may take for one answer."""
REPEATS_S: Final = (0.5, 2.0, 8.0)
"""Pauses before a message that may have been sent is asked about again."""
MOBILE: Final = re.compile(r"01[016789][0-9]{7,8}")
DUPLICATE: Final = -1005
"""What is answered to a key that is kept: the message is on its way already."""
OURS: Final = 500
"""From this status on it is the provider's fault, and may be another time."""
BUSY: Final = 429


@dataclass(frozen=True, slots=True)
class Provider:
    """Where 알림톡 goes out."""

    url: str
    secret: str
    sender: str
    """Key of the city's channel (발신 프로필)."""
    template: str
    """Code of the approved template, which has the variables `subject` and `body`."""
    window: timedelta
    """How long it keeps an idempotency key; zero where it takes none."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: exactly one of both."""

    mail: str | None = None
    mobile: str | None = None


def read_provider(url: str, window_s: float) -> Provider:
    """Return the provider of `https://secret@host/appkey?sender=...&template=...`. Raises: ValueError."""
    parts = urlsplit(url)
    asked = dict(pair.partition("=")[::2] for pair in parts.query.split("&"))
    is_near = parts.hostname in {"127.0.0.1", "localhost"}
    is_whole = parts.hostname and parts.username and asked.keys() == {"sender", "template"}
    if not is_whole or not (parts.scheme == "https" or (parts.scheme == "http" and is_near)):
        raise ValueError("ALIMTALK_URL is https://secret@host/appkey?sender=...&template=...")  # not the URL: a secret
    base = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", ""))
    return Provider(
        f"{base}/alimtalk/v2.3/appkeys/{parts.path.strip('/')}/messages",
        unquote(parts.username or ""),
        unquote(asked["sender"]),
        unquote(asked["template"]),
        timedelta(seconds=window_s),
    )


def read_address(text: str) -> Address | None:
    """Return where a contact reaches somebody, by 알림톡 rather than by mail; None for what is neither."""
    told = json.loads(text).get("phone", "") if text.startswith("{") else text
    mobile = re.sub(r"[\s().-]", "", told)
    if MOBILE.fullmatch(mobile):
        return Address(mobile=mobile)
    return Address(mail=told) if ADDRESS.fullmatch(told) else None


async def send(http: httpx.AsyncClient, provider: Provider, mobile: str, words: tuple[str, str], key: str) -> Answer:
    """Return what became of a message; `words` are its subject and body."""
    subject, body = words
    recipient = {"recipientNo": mobile, "templateParameter": {"subject": subject, "body": body}}
    asked = {"senderKey": provider.sender, "templateCode": provider.template, "recipientList": [recipient]}
    headers = {"X-Secret-Key": provider.secret}
    if provider.window:
        headers["X-NC-API-IDEMPOTENCY-KEY"] = key
    try:
        answer = await http.post(provider.url, json=asked, headers=headers, timeout=ANSWER_S)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        return Answer(MailOutcome.DEFERRED)  # nothing of it went out
    except httpx.HTTPError:
        return Answer(MailOutcome.UNKNOWN)
    return _read_answer(answer)


async def repeat(http: httpx.AsyncClient, provider: Provider, mobile: str, words: tuple[str, str], key: str) -> Answer:
    """Return what became of a message that may have been sent, asked again with its key, which must still be kept."""
    answer = Answer(MailOutcome.UNKNOWN)
    for pause_s in REPEATS_S:
        await asyncio.sleep(pause_s)
        told = await send(http, provider, mobile, words, key)
        if told.outcome not in {MailOutcome.UNKNOWN, MailOutcome.DEFERRED}:
            return told
        answer = Answer(MailOutcome.UNKNOWN, told.code)
    return answer


def _read_answer(answer: httpx.Response) -> Answer:
    """Return an answer in numbers: its words may name the person."""
    code = answer.status_code
    if code == BUSY:
        return Answer(MailOutcome.DEFERRED, code)
    if code >= OURS:
        return Answer(MailOutcome.UNKNOWN, code)
    if code != httpx.codes.OK:
        return Answer(MailOutcome.REFUSED, code)
    try:
        header = answer.json()["header"]
        result, is_taken = int(header["resultCode"]), bool(header["isSuccessful"])
        results = [int(each["resultCode"]) for each in (answer.json().get("message") or {}).get("sendResults", [])]
    except (ValueError, KeyError, TypeError):
        return Answer(MailOutcome.UNKNOWN, code)
    if result == DUPLICATE:
        return Answer(MailOutcome.SENT, code)
    return Answer(MailOutcome.SENT if is_taken and not any(results) else MailOutcome.REFUSED, code)
