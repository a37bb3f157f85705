"""AsyncAPI 3 of the events: a channel a context over RabbitMQ, and the same events over HTTP."""

from typing import Final

from pydantic import TypeAdapter

from contracts.messages import Event, Recorded
from contracts.schemas import find_messages
from gateway.documents.tree import Json, at
from gateway.queries.history import EVENTS
from infra.cloudevents import BATCH_BYTES, CONTENT_TYPE
from infra.cloudevents import EVENTS as BATCH_EVENTS
from infra.messaging import EVENTS_EXCHANGE

CLOUDEVENT: Final = "application/cloudevents+json"
HEADERS: Final[Json] = {
    "type": "object",
    "required": ["context", "epoch", "first", "last", "before", "after"],
    "properties": {
        "context": {"type": "string", "description": "문맥"},
        "epoch": {"type": "integer", "description": "복원이나 승격마다 하나씩 는다"},
        "first": {"type": "integer", "description": "첫 이벤트의 자리; 이벤트가 없는 알림은 first = last + 1"},
        "last": {"type": "integer", "description": "끝 이벤트의 자리"},
        "before": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "first 앞의 사슬"},
        "after": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "last의 사슬"},
    },
}
"""What `infra.messaging.BatchHeaders` packs."""
_SCHEMAS: Final = "#/components/schemas/"


class SameName(ValueError):
    """Two types of one name: the document would describe the one as the other."""


def build() -> Json:
    """Return the document."""
    document: Json = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "환류 이벤트",
            "version": "1",
            "description": "일어난 일은 문맥마다 빈틈없는 자리로 한 번 기록되고 CloudEvents 1.0으로 전해진다. "
            "RabbitMQ의 전언은 알림이고, 빠진 자리는 feed나 GET /v1/events에서 읽는다.",
        },
        "defaultContentType": CLOUDEVENT,
        "servers": {
            "rabbitmq": {"host": "rabbitmq:5672", "protocol": "amqp", "pathname": "/hwanryu"},
            "gateway": {"host": "gateway:8080", "protocol": "http"},
        },
    }
    for context in EVENTS:
        _add_events(document, context)
        _add_batches(document, context)
    _add_stream(document)
    return document


def _add_events(document: Json, context: str) -> None:
    """Add each event of a context as a CloudEvents object of its own."""
    for wire, message in find_messages().items():
        if not issubclass(message, Event) or wire.partition(".")[0] != context:
            continue
        at(document, "components", "schemas")[wire] = write_schema(document, Recorded[message])  # type: ignore[valid-type]  # a class is a value here
        at(document, "components", "messages")[wire] = {
            "name": wire,
            "title": message.__name__,
            "summary": (message.__doc__ or "").partition("\n")[0],
            "contentType": CLOUDEVENT,
            "payload": {"$ref": f"{_SCHEMAS}{wire}"},
        }


def _add_batches(document: Json, context: str) -> None:
    """Add the messages of a context: its events in batches, on one routing key."""
    name = f"{context}Batch"
    types = [wire for wire in at(document, "components", "messages") if wire.startswith(f"{context}.")]
    at(document, "components", "schemas")[name] = {
        "type": "array",
        "maxItems": BATCH_EVENTS,
        "items": {"oneOf": [{"$ref": f"{_SCHEMAS}{wire}"} for wire in types]},
    }
    at(document, "components", "messages")[name] = {
        "name": name,
        "title": f"{context}의 이벤트 묶음",
        "summary": f"이어진 자리의 이벤트 {BATCH_EVENTS}건, {BATCH_BYTES}바이트까지; 없으면 끝 자리를 알리는 것",
        "contentType": CONTENT_TYPE,
        "headers": HEADERS,
        "payload": {"$ref": f"{_SCHEMAS}{name}"},
    }
    at(document, "channels")[context] = {
        "address": context,
        "title": f"{context}의 이벤트",
        "servers": [{"$ref": "#/servers/rabbitmq"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": EVENTS_EXCHANGE, "type": "topic", "durable": True, "autoDelete": False},
            }
        },
    }
    at(document, "operations")[f"send_{context}"] = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{context}"},
        "messages": [{"$ref": f"#/channels/{context}/messages/{name}"}],
    }


def _add_stream(document: Json) -> None:
    """Add the events of all contexts over HTTP."""
    types = [wire for wire in at(document, "components", "messages") if "." in wire]
    at(document, "channels")["events"] = {
        "address": "/v1/events",
        "title": "모든 문맥의 이벤트, text/event-stream",
        "description": "id는 커서다. Last-Event-ID로 보내면 빠짐도 겹침도 없이 이어진다.",
        "servers": [{"$ref": "#/servers/gateway"}],
        "messages": {wire: {"$ref": f"#/components/messages/{wire}"} for wire in types},
    }
    at(document, "operations")["stream_events"] = {
        "action": "send",
        "channel": {"$ref": "#/channels/events"},
        "bindings": {"http": {"method": "GET"}},
    }


def write_schema(document: Json, recorded: type[object]) -> Json:
    """Return the schema of a recorded event; the types that it shares go to the components.

    Raises: SameName.
    """
    schema: Json = TypeAdapter[object](recorded).json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    schemas = at(document, "components", "schemas")
    _drop_discriminators(schema)
    for name, shared in at(schema, "$defs").items():
        if schemas.setdefault(name, shared) != shared:
            raise SameName(name)
    del schema["$defs"]
    return schema


def _drop_discriminators(tree: object) -> None:
    """Leave a union to its members' constants: AsyncAPI's discriminator is not OpenAPI's, which pydantic writes."""
    match tree:
        case dict():
            if isinstance(tree.get("discriminator"), dict):
                del tree["discriminator"]
            for part in tree.values():
                _drop_discriminators(part)
        case list():
            for part in tree:
                _drop_discriminators(part)
        case _:
            pass
