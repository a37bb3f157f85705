"""What the broker holds: exchanges, queues, policies, and one login a role with its own rights only."""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import aio_pika
from aio_pika.abc import ExchangeType

from infra.messaging import (
    DEAD_EXCHANGE,
    EVENTS_EXCHANGE,
    REPLIES_EXCHANGE,
    REQUESTS_EXCHANGE,
    VHOST,
    name_command_queue,
    name_dead_queue,
    name_event_queue,
    name_feed_queue,
    name_reply_queue,
    open_channel,
)

CONTEXTS: Final = ("registry", "directives", "coordination", "projects", "engagement", "evaluations")
"""The services that there are."""
EXCHANGES: Final = (EVENTS_EXCHANGE, REQUESTS_EXCHANGE, REPLIES_EXCHANGE, DEAD_EXCHANGE)
ROLES: Final = (*CONTEXTS, "projector", "gateway")
"""Logins of the broker beside the administrator's."""
READERS: Final = (
    ("projector", "registry"),
    ("projector", "directives"),
    ("projector", "coordination"),
    ("projector", "projects"),
    ("projector", "engagement"),
    ("projector", "evaluations"),
    ("directives-facts", "registry"),
    ("engagement-contracts", "projects"),
    ("coordination-notices", "directives"),
    ("coordination-directory", "registry"),
    ("coordination-citizens", "engagement"),
    ("projects-facts", "registry"),
    ("engagement-facts", "registry"),
    ("evaluations-facts", "registry"),
    ("evaluations-directives", "directives"),
    ("evaluations-engagement", "engagement"),
    ("evaluations-projects", "projects"),
)
"""Consumer and context: who reads whose events."""
EVENT_QUEUE_BYTES: Final = 64 * 1024 * 1024
"""An event queue is a cache: its oldest messages fall out, the feed has them all."""
DELIVERIES: Final = 5
"""Deliveries of a command message before it is dead-lettered."""
LOOKS: Final = 1_000_000
"""Deliveries of a dead letter: each look at one counts, and RabbitMQ 4 drops it at the 20th unless told otherwise."""
_QUORUM: Final = {"x-queue-type": "quorum"}


@dataclass(frozen=True, slots=True)
class Rights:
    """Regular expressions of what a login may declare, publish to, and read."""

    configure: str
    write: str
    read: str


def list_queues() -> dict[str, dict[str, object]]:
    """Return every queue with its arguments."""
    queues: dict[str, dict[str, object]] = {}
    for context in CONTEXTS:
        queues[name_command_queue(context)] = {
            **_QUORUM,
            "x-overflow": "reject-publish",
            "x-max-length": 100_000,
            "x-delivery-limit": DELIVERIES,
            "x-dead-letter-exchange": DEAD_EXCHANGE,
            "x-dead-letter-routing-key": name_command_queue(context),
        }
        queues[name_feed_queue(context)] = {**_QUORUM, "x-message-ttl": 10_000, "x-max-length": 1_000}
        queues[name_dead_queue(context)] = {**_QUORUM, "x-delivery-limit": LOOKS}
    for consumer, context in READERS:
        queues[name_event_queue(consumer, context)] = {
            **_QUORUM,
            "x-single-active-consumer": True,
            "x-overflow": "drop-head",
            "x-max-length-bytes": EVENT_QUEUE_BYTES,
        }
    return queues


def list_bindings() -> list[tuple[str, str, str]]:
    """Return exchange, queue and routing key of every binding."""
    readers = [(EVENTS_EXCHANGE, name_event_queue(consumer, context), context) for consumer, context in READERS]
    dead = [(DEAD_EXCHANGE, name_dead_queue(context), name_command_queue(context)) for context in CONTEXTS]
    requests = [name for context in CONTEXTS for name in (name_command_queue(context), name_feed_queue(context))]
    return readers + dead + [(REQUESTS_EXCHANGE, name, name) for name in requests]


def list_rights() -> dict[str, Rights]:
    """Return what each role's login may do."""
    events = {role: [name_event_queue(*each) for each in READERS if each[0].split("-")[0] == role] for role in ROLES}
    rights = {
        "admin": Rights(".*", ".*", ".*"),
        "gateway": _allow("gateway", writes=[REQUESTS_EXCHANGE], reads=[name_dead_queue(each) for each in CONTEXTS]),
        "projector": _allow("projector", writes=[REQUESTS_EXCHANGE], reads=events["projector"]),
    }
    for context in CONTEXTS:
        own = [name_command_queue(context), name_feed_queue(context), *events[context]]
        writes = [EVENTS_EXCHANGE, DEAD_EXCHANGE, REQUESTS_EXCHANGE, REPLIES_EXCHANGE]
        rights[context] = _allow(context, writes=writes, reads=own)
    return rights


def _allow(role: str, writes: Sequence[str], reads: Sequence[str]) -> Rights:
    """Return the rights of a role that also asks: it makes, binds and reads the queues of its own answers."""
    answers = _match([name_reply_queue(role, "")]) + ".+"
    return Rights(answers, f"{_match(writes)}|{answers}", f"{_match([*reads, REPLIES_EXCHANGE])}|{answers}")


def list_keys() -> list[tuple[str, str, list[str]]]:
    """Return role, exchange and the routing keys under which it may publish there."""
    feeds = [name_feed_queue(context) for context in CONTEXTS]
    keys = [
        ("gateway", REQUESTS_EXCHANGE, [*(name_command_queue(context) for context in CONTEXTS), *feeds]),
        ("projector", REQUESTS_EXCHANGE, feeds),
    ]
    for context in CONTEXTS:
        keys += [
            (context, EVENTS_EXCHANGE, [context]),
            (context, DEAD_EXCHANGE, [name_command_queue(context)]),
            (context, REQUESTS_EXCHANGE, feeds),
        ]
    return keys


def definitions(passwords: Mapping[str, str]) -> dict[str, object]:
    """Return RabbitMQ's definitions.json; `passwords` by role name (admin, gateway, projector, each context)."""
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_define_user(role, passwords[role]) for role in list_rights()],
        "permissions": [_define_permission(role, rights) for role, rights in list_rights().items()],
        "topic_permissions": [_define_keys(*each) for each in list_keys()],
        "exchanges": [_define_exchange(name) for name in EXCHANGES],
        "queues": [_define_queue(name, arguments) for name, arguments in list_queues().items()],
        "bindings": [_define_binding(*each) for each in list_bindings()],
    }


async def declare(rabbitmq_url: str) -> None:
    """Declare the same over AMQP, for a broker whose management cannot be reached; logins cannot be made so."""
    async with open_channel(rabbitmq_url, "topology") as channel:
        for name in EXCHANGES:
            await channel.declare_exchange(name, ExchangeType.TOPIC, durable=True)
        for name, arguments in list_queues().items():
            await channel.declare_queue(name, durable=True, arguments=_type_arguments(arguments))
        for exchange, queue, key in list_bindings():
            await (await channel.get_queue(queue)).bind(exchange, key)


def _type_arguments(arguments: Mapping[str, object]) -> dict[str, aio_pika.abc.FieldValue]:
    """Return queue arguments as the AMQP client types them."""
    return {name: value for name, value in arguments.items() if isinstance(value, str | int | bool)}


def hash_password(password: str) -> str:
    """Return RabbitMQ's salted sha256 of a password, in base64."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _define_user(role: str, password: str) -> dict[str, object]:
    return {
        "name": role,
        "password_hash": hash_password(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": ["administrator"] if role == "admin" else [],
        "limits": {},
    }


def _define_keys(role: str, exchange: str, keys: Iterable[str]) -> dict[str, object]:
    return {"user": role, "vhost": VHOST, "exchange": exchange, "write": _close(_match(keys)), "read": ".*"}


def _define_permission(role: str, rights: Rights) -> dict[str, object]:
    return {
        "user": role,
        "vhost": VHOST,
        "configure": _close(rights.configure),
        "write": _close(rights.write),
        "read": _close(rights.read),
    }


def _define_exchange(name: str) -> dict[str, object]:
    kept = {"durable": True, "auto_delete": False, "internal": False}
    return {"name": name, "vhost": VHOST, "type": "topic", **kept, "arguments": {}}


def _define_queue(name: str, arguments: Mapping[str, object]) -> dict[str, object]:
    return {"name": name, "vhost": VHOST, "durable": True, "auto_delete": False, "arguments": dict(arguments)}


def _define_binding(exchange: str, queue: str, key: str) -> dict[str, object]:
    to = {"destination": queue, "destination_type": "queue"}
    return {"source": exchange, "vhost": VHOST, **to, "routing_key": key, "arguments": {}}


def _match(names: Iterable[str]) -> str:
    return "|".join(sorted(name.replace(".", "\\.") for name in names))


def _close(pattern: str) -> str:
    return f"^({pattern})$" if pattern else "^$"
