"""Every list of the API may be asked for as it was, but those that are named here with their reasons."""

import json
from functools import cache
from typing import Final, cast

from gateway.documents.openapi import list_operations
from gateway.documents.shortening import resolve
from gateway.documents.tree import Json
from tests.architecture.sources import ROOT

BOTH: Final = {"as_of", "known_at"}
NOW_ONLY: Final = {
    "/v1/checkpoints": "signatures of the logs' heads: none is ever changed",
    "/v1/checkpoints/keys": "keys",
    "/v1/clients": "accounts of the gateway, never events",
    "/v1/clients/{client}": "accounts of the gateway, never events",
    "/v1/clock": "what the business clock shows now",
    "/v1/commands": "what became of a command: never changed",
    "/v1/commands/{command}": "what became of a command: never changed",
    "/v1/events": "the log itself, read by position",
    "/v1/events/{context}/{position}": "an event never changes",
    "/v1/files/{sha256}": "a content is what its hash says",
    "/v1/files/{sha256}/metadata": "a content is what its hash says",
    "/v1/holidays/preview": "what would move now",
    "/v1/imports": "imports of the gateway, never events",
    "/v1/integrity-readers": "who reads reports now; who did before stands in the events",
    "/v1/integrity-reports": "what the readers see now: a report has its past in its thread",
    "/v1/integrity-reports/{report}": "what the readers see now: a report has its past in its thread",
    "/v1/notices": "the reader's own notices, by the post that he has now",
    "/v1/org/people/{person}": "a person may be erased: what is left of one is what is now",
    "/v1/open/juries/{jury}/frame.csv": "a frozen frame is what its hash says",
    "/v1/open/receipts/{receipt}": "whether a ballot is counted, while anybody can tell",
    "/v1/open/rounds/{round}": "what a phone shows now",
    "/v1/open/surveys/{survey}": "what a phone shows now",
    "/v1/open/surveys/{survey}/results": "every version as it was published: none is ever changed",
    "/v1/open/town-halls/{town_hall}/live": "what screens show now, as it changes",
    "/v1/open/voices/{code}": "what everybody reads now, with the day of each step",
    "/v1/problems": "codes",
    "/v1/problems/{code}": "codes",
    "/v1/reads": "who has read, kept by the gateway",
    "/v1/reports/{quarter}/{edition}": "an edition as it was published: never changed",
    "/v1/rounds/{round}/result": "hidden until the close; a published one is never changed",
    "/v1/rounds/{round}/tally": "how many have voted by now; the events of ballots are told to nobody",
    "/v1/status": "the processes",
    "/v1/surveys/{survey}/progress": "how many have answered by now; the events of answers are told to nobody",
    "/v1/surveys/{survey}/responses.csv": "single answers after the close; destroyed when their retention is over",
    "/v1/surveys/{survey}/responses.xlsx": "as responses.csv",
    "/v1/surveys/{survey}/result": "hidden until the close; what was published is never changed",
    "/v1/surveys/{survey}/texts": "as responses.csv",
    "/v1/surveys/{survey}/winners": "contacts of who has won; destroyed when their retention is over",
}
"""Reads that show what is now, and why."""


@cache
def list_reads() -> dict[str, set[str]]:
    """Return the query parameters of each read of the API, by its path, as the frozen document tells them."""
    document: Json = json.loads((ROOT / "contracts" / "openapi.json").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for operation, told in list_operations(document):
        method, _, path = operation.partition(" ")
        named = [resolve(document, each) for each in cast("list[Json]", told.get("parameters", []))]
        if method == "GET" and path.startswith("/v1/"):
            found[path] = {str(each["name"]) for each in named if each["in"] == "query"}
    return found


def test_every_read_takes_the_moments_of_a_past_one() -> None:
    """PLT-19: as_of and known_at, or a reason why not."""
    lacking = {path for path, names in list_reads().items() if not names >= BOTH}
    assert sorted(path for path in lacking if not is_excepted(path)) == []


def test_no_reason_is_given_for_what_looks_back() -> None:
    """A read that has come to look back leaves the table."""
    assert sorted(path for path, names in list_reads().items() if names >= BOTH and is_excepted(path)) == []


def is_excepted(path: str) -> bool:
    """Tell whether a read has its reason; what lies below an import has its."""
    return path in NOW_ONLY or path.startswith("/v1/imports/")
