"""One example of every command and event, as JSON: a file a context, a key a wire name."""

import json
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from contracts.messages import Typed

Body = dict[str, object]


def read_examples() -> dict[str, Body]:
    """Return the example body of every wire name, `type` included."""
    files = sorted(Path(__file__).parent.glob("*.json"))
    bodies = {wire: body for file in files for wire, body in json.loads(file.read_text("utf-8")).items()}
    return {wire: {"type": wire, **body} for wire, body in bodies.items()}


def refuses(message: type[Typed], body: Body, kind: str = "") -> bool:
    """Tell whether the body is refused both as JSON text and as a parsed object, for what is wrong of that kind."""
    text = json.dumps(body)
    return _refuses(lambda: message.model_validate_json(text), kind) and _refuses(
        lambda: message.model_validate(body), kind
    )


def _refuses(read: Callable[[], Typed], kind: str) -> bool:
    try:
        read()
    except ValidationError as error:
        return not kind or kind in {each["type"] for each in error.errors()}
    return False
