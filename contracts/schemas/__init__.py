"""The frozen JSON Schemas of every command and event: one file a wire name, which a release never changes."""

import json
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

import contracts
from contracts.messages import Command, Event, Typed

FOLDER: Final = Path(__file__).parent
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PROSE: Final = frozenset({"description", "title"})
"""Keywords that explain a schema without changing what it accepts."""

Messages = Mapping[str, type[Typed]]


def find_messages() -> dict[str, type[Typed]]:
    """Return the class of every wire name, in order of name.

    Raises: ValueError when two classes claim one name.
    """
    _import_contracts()
    found: dict[str, type[Typed]] = {}
    for message in (*_walk_subclasses(Command), *_walk_subclasses(Event)):
        if found.setdefault(message.wire(), message) is not message:
            raise ValueError(f"{message.wire()} is claimed by {found[message.wire()].__name__} and {message.__name__}")
    return dict(sorted(found.items()))


def write_schema(message: type[Typed]) -> str:
    """Return the message's JSON Schema as the text of its file; `type` is required, as it is the discriminator."""
    schema = message.model_json_schema()
    required = sorted({"type", *schema.pop("required", ())})
    whole = {"$schema": DIALECT, "$id": message.wire(), **schema, "required": required}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def find_differences(folder: Path, messages: Messages) -> list[str]:
    """Return what differs between the folder and the models, naming each file; nothing when they are equal."""
    expected = {f"{wire}.json": write_schema(message) for wire, message in messages.items()}
    there = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.json"))}
    return [
        *(f"{name}: no schema file yet" for name in expected if name not in there),
        *(f"{name}: no message has this name any more" for name in there if name not in expected),
        *(
            f"{name}: differs from its message"
            for name in expected
            if there.get(name, expected[name]) != expected[name]
        ),
    ]


def add_schemas(folder: Path, messages: Messages) -> list[str]:
    """Write the files that are missing and renew the prose of the others; return the frozen ones that would change.

    Where a released message must change shape, add its next version with an upcast. A file that was never released may
    be deleted first.
    """
    frozen: list[str] = []
    for wire, message in messages.items():
        file, text = folder / f"{wire}.json", write_schema(message)
        if file.exists() and _strip_prose(json.loads(file.read_text("utf-8"))) != _strip_prose(json.loads(text)):
            frozen.append(f"{file.name}: frozen; add the next version of {wire} with an upcast")
        else:
            file.write_text(text, "utf-8")
    return frozen


def find_released_changes(released: Mapping[str, str], folder: Path) -> list[str]:
    """Return which released schemas (text by file name) the folder no longer holds with the same shape."""
    changes: list[str] = []
    for name, text in sorted(released.items()):
        file = folder / name
        if not file.exists():
            changes.append(f"{name}: a released message may not disappear")
        elif _strip_prose(json.loads(text)) != _strip_prose(json.loads(file.read_text("utf-8"))):
            changes.append(f"{name}: a released message may not change; add its next version with an upcast")
    return changes


def _import_contracts() -> None:
    for module in pkgutil.walk_packages(contracts.__path__, "contracts."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _walk_subclasses(parent: type[Typed]) -> Iterator[type[Typed]]:
    for child in parent.__subclasses__():
        if "type" in child.model_fields and child.__module__.startswith("contracts."):
            yield child
        yield from _walk_subclasses(child)


def _strip_prose(schema: object) -> object:
    """Return the schema without its titles and descriptions; a property of such a name holds no string and stays."""
    match schema:
        case dict():
            return {k: _strip_prose(v) for k, v in schema.items() if not (k in PROSE and isinstance(v, str))}
        case list():
            return [_strip_prose(item) for item in schema]
        case _:
            return schema
