"""Imports a source document as anybody would: tried dry, applied, and then decided what rules have found in it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import stamina

from infra.sample.api import Api, ApiError
from infra.sample.plan import IMPORTS, OPERATOR

FOLDER: Final = Path(__file__).parent / "documents"
WAIT_S: Final = 120.0
"""How long a document is waited for: a few seconds on two quiet cores."""
BUSY: Final = frozenset({"CHECKING", "APPLYING"})
DISCREPANCIES: Final = "/v1/discrepancies?limit=100"
Key = tuple[str, str]
"""Code and source line of a discrepancy."""


class _Later(Exception):
    """It is not done yet."""


def import_document(api: Api, name: str) -> dict[str, object]:
    """Import a document of the sample, once; return the import. Raises: ApiError, httpx.HTTPError."""
    content = (FOLDER / name).read_bytes()
    found = _wait(api, _tell(api.upload(OPERATOR, IMPORTS, name, content)))
    if found["state"] != "APPLIED":
        _check(found, "READY", name)
        api.begin(OPERATOR, f"{IMPORTS}/{found['id']}/apply", {"sha256": found["sha256"]})
        found = _wait(api, found)
    _check(found, "APPLIED", name)
    _decide(api, {key: body for key, body in read_decisions().items() if key[1].startswith(str(found["source"]))})
    return found


def read_decisions() -> Mapping[Key, dict[str, object]]:
    """Return what is made of the contradictions that rules find, which have no rows of their own."""
    told = tomllib.loads((FOLDER / "decisions.toml").read_text(encoding="utf-8"))["decision"]
    return {(each["code"], each["source"]): {"decision": each["decision"], "reason": each["reason"]} for each in told}


def _tell(answer: dict[str, object]) -> dict[str, Any]:
    data = answer["data"]
    assert isinstance(data, dict), "the API tells one thing as `data`"
    return data


def _wait(api: Api, found: dict[str, Any]) -> dict[str, Any]:
    """Return an import once nobody works on it. Raises: ApiError where that takes too long."""
    for attempt in _retry():
        with attempt:
            now = _tell(api.get(OPERATOR, f"{IMPORTS}/{found['id']}"))
            if now["state"] in BUSY:
                raise _Later(f"{now['name']}: {now['done']} of {now['chunks']}")
            return now
    raise AssertionError("retry_context returns or raises")


def _check(found: dict[str, Any], state: str, name: str) -> None:
    """Raises: ApiError with the first refusal."""
    if found["state"] != state:
        raise ApiError(f"{name}: {found['state']}, {found['report']['notes'][:1]}")


def _decide(api: Api, decisions: Mapping[Key, dict[str, object]]) -> None:
    """Decide what stands open, as soon as all of it is to be read."""
    for attempt in _retry():
        with attempt:
            told = api.get(OPERATOR, DISCREPANCIES)["data"]
            assert isinstance(told, list), "the API lists entries as `data`"
            found = {(each["code"], each["source"]): each for each in told}
            if missing := decisions.keys() - found.keys():
                raise _Later(f"not in the register: {sorted(missing)}")
    for key, body in decisions.items():
        if not found[key]["decisions"]:
            own = found[key]["id"]
            api.post(OPERATOR, f"/v1/discrepancies/{own}/decide", body, f"sample-decide-{own}")


def _retry() -> Any:
    return stamina.retry_context(on=_Later, attempts=None, timeout=WAIT_S, wait_initial=0.05, wait_max=0.2)
