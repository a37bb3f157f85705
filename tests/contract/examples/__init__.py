"""One example of every command and event, as JSON: a file a context, a key a wire name."""

import json
from pathlib import Path

Body = dict[str, object]


def read_examples() -> dict[str, Body]:
    """Return the example body of every wire name, `type` included."""
    files = sorted(Path(__file__).parent.glob("*.json"))
    bodies = {wire: body for file in files for wire, body in json.loads(file.read_text("utf-8")).items()}
    return {wire: {"type": wire, **body} for wire, body in bodies.items()}
