"""Who may open the operations page while sessions cannot be looked up, and what is shown of a dead letter."""

import json
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from aio_pika.abc import AbstractIncomingMessage

from contracts.values import Role
from gateway.auth import SESSION_LIFE, Principal, Session
from gateway.console.operations import recent as operations_recent
from gateway.console.operations.dead import DeadLetter, read_letters, renew
from gateway.console.operations.recent import MOST, Recent


def make_session(token: str = "t", role: Role = Role.ADMINISTRATOR) -> Session:
    return Session(token, "csrf", Principal("someone", role, None, "담당자"))


def test_only_who_was_signed_in_just_before_is_recalled(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [0.0]
    monkeypatch.setattr(operations_recent, "read_monotonic_s", lambda: at[0])
    recent = Recent()
    recent.note(make_session())
    assert recent.recall("t") is not None
    assert recent.recall("other") is None
    at[0] = SESSION_LIFE.total_seconds() + 1
    assert recent.recall("t") is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MAYOR, Role.CITIZEN])
def test_who_may_not_read_the_page_is_not_remembered(role: Role) -> None:
    recent = Recent()
    recent.note(make_session(role=role))
    assert recent.recall("t") is None


def test_a_closed_session_is_forgotten_and_the_memory_is_bounded() -> None:
    recent = Recent()
    for number in range(MOST + 1):
        recent.note(make_session(str(number)))
    assert recent.recall("0") is None
    recent.forget("7")
    assert recent.recall("7") is None
    assert recent.recall(str(MOST)) is not None


def make_message(body: object, **headers: object) -> AbstractIncomingMessage:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return cast("AbstractIncomingMessage", SimpleNamespace(body=text, headers=headers))


ID = UUID("6f0a3bb4-6a52-4ad0-9a0e-0d9a3b1c7f10")


def test_a_dead_letter_is_shown_by_id_type_and_error() -> None:
    body = {"commands": [{"id": str(ID), "body": {"type": "directives.issue_directive.v1", "text": "개인정보"}}]}
    assert read_letters(make_message(body, error="KeyError")) == [
        DeadLetter(ID, "directives.issue_directive.v1", "KeyError")
    ]


def test_each_of_a_message_tells_how_many_go_with_it() -> None:
    """They are sent again as one message; what is no command is neither counted nor sent."""
    message = make_message({"commands": [{"id": str(ID)}, {"id": "rubbish"}, 7, {}]})
    assert [(letter.command_id, letter.together) for letter in read_letters(message)] == [(ID, 3), (None, 3), (None, 3)]
    assert len(json.loads(renew(message.body))["commands"]) == 3


@pytest.mark.parametrize("body", [b"rubbish", {}, {"commands": 7}, {"commands": [7]}, []])
def test_rubbish_is_shown_as_such(body: Any) -> None:
    assert read_letters(make_message(body)) == [DeadLetter(None, "", "")]


def test_what_does_not_look_like_a_name_is_not_shown() -> None:
    body = {"commands": [{"id": "개인정보", "body": {"type": "개인정보"}}]}
    assert read_letters(make_message(body, error="개인정보")) == [DeadLetter(None, "", "")]


def test_a_letter_sent_again_does_not_expire() -> None:
    body = json.dumps({"commands": [{"id": str(ID), "expires_at": "2024-12-02T09:00:00+09:00"}]}).encode()
    assert json.loads(renew(body)) == {"commands": [{"id": str(ID), "expires_at": None}]}
    assert renew(b"rubbish") == b"rubbish"
