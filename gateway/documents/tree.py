"""Walking in documents, which are trees of JSON objects."""

from typing import cast

Json = dict[str, object]


def at(node: Json, *path: str) -> Json:
    """Return the object at a path, made where there is none."""
    for name in path:
        node = cast("Json", node.setdefault(name, {}))
    return node
