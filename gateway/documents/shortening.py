"""What a document says again and again, said once and named: parameters of many operations, events of a context."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final, cast

from gateway.documents.asyncapi import SameName
from gateway.documents.tree import Json, at

OFTEN: Final = 10
"""How many operations share a parameter that is told once for all of them; its examples stand in `x-curl`."""
_PARAMETERS: Final = "#/components/parameters/"
_WORD: Final = "[a-z]+(?:_[a-z]+)*"
_LONG: Final = re.compile(
    f"(?:Recorded|Listing|One)_.*|(?P<package>gateway|contracts)__(?:{_WORD}__)*(?P<module>{_WORD})__(?P<shape>[A-Z].*)"
)
_REFERENCE: Final = re.compile(r'(?<=["/])(?:(?:Recorded|Listing|One)_|gateway__|contracts__)[^"]*(?=")')
"""Where a shape is named: as a key, or at the end of a reference."""


def shorten(document: Json) -> Json:
    """Return the document with short names of its envelopes and with shared parameters."""
    named = _name_schemas(document)
    _share_parameters(named)
    return named


def resolve(document: Json, parameter: Json) -> Json:
    """Return a parameter itself, where an operation only names one."""
    name = str(parameter.get("$ref", "")).removeprefix(_PARAMETERS)
    return at(document, "components", "parameters", name) if name else parameter


def _name_schemas(document: Json) -> Json:
    """Give short names to shapes that Python tells apart by their modules, or by all that is in them.

    An event's envelope is called by its context, another shape by the last part of its module; one of those that only
    answers have ends in Read.
    """
    schemas = cast("Mapping[str, Json]", at(document, "components", "schemas"))
    names = {name: _shorten(name, schema) for name, schema in schemas.items() if _LONG.match(name)}
    if len({*schemas, *names.values()}) < len(schemas) + len(names):
        raise SameName(f"two shapes would have one name: {sorted(names.values())}")
    text = _REFERENCE.sub(lambda found: names.get(found[0], found[0]), json.dumps(document))
    return cast("Json", json.loads(text))


def _shorten(name: str, schema: Json) -> str:
    found = _LONG.match(name)
    assert found is not None, "it was found to be long"
    if name.startswith("Recorded_"):
        mapping = at(schema, "properties", "data", "discriminator", "mapping")
        schema["title"] = next(iter(mapping)).partition(".")[0].capitalize() + "EventRecorded"
        return str(schema["title"])
    if found["shape"] is None:
        return _join(name)
    short = _join(f"{found['module']}_{found['shape'][0].lower()}{found['shape'][1:]}")
    return short + ("Read" if found["package"] == "gateway" else "")


def _share_parameters(document: Json) -> None:
    lists = [
        cast("list[Json]", operation["parameters"])
        for methods in at(document, "paths").values()
        for operation in cast("Mapping[str, Json]", methods).values()
        if "parameters" in operation
    ]
    told = Counter(_tell(parameter) for parameters in lists for parameter in parameters)
    names: dict[str, str] = {}
    shared = at(document, "components", "parameters")
    for text, number in sorted(told.items()):
        parameter = cast("Json", json.loads(text))
        if number >= OFTEN:
            names[text] = _make_name(str(parameter["name"]), shared)
            shared[names[text]] = parameter
    for parameters in lists:
        parameters[:] = [
            {"$ref": _PARAMETERS + names[text]} if (text := _tell(each)) in names else each for each in parameters
        ]


def _tell(parameter: Json) -> str:
    return json.dumps({name: value for name, value in parameter.items() if name != "examples"}, sort_keys=True)


def _make_name(name: str, taken: Mapping[str, object]) -> str:
    """Return a name of letters, numbered where it is taken: names of parameters are told apart by what they mean."""
    plain = _join(name)
    numbers = (f"{plain}{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(each for each in numbers if each not in taken)


def _join(words: str) -> str:
    """Return words of any spelling as one name in CamelCase."""
    return "".join(word[0].upper() + word[1:] for word in re.split("[-_]+", words) if word)
