"""Loads the sample over HTTP: the clock moves forward, each act happens at its own time, twice is once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final

from infra.sample.api import Api
from infra.sample.importing import import_document
from infra.sample.plan import ABSENT, IMPORTS, OPERATOR, PLACED, Request, fill, plan_sample
from infra.sample.story import ENDS_AT, STARTS_AT

AT_ONCE: Final = 8
"""Requests of one crowd on their way together."""
Advance = Callable[[int, int, datetime], None]
"""Told after each step: steps done, steps in all, what the clock shows."""


def load_sample(api: Api, advance: Advance, until: datetime = ENDS_AT, *, documents: bool = True) -> int:
    """Load what is missing of the sample up to a moment, documents or not; return how many requests were sent.

    The clock moves on only when all of its moment is done. So a load that was cut off goes on where the clock stands;
    of what lies before it only that is sent again whose ids are needed, and is answered as it was then. An installation
    beyond `until`, or used on the clock of the wall, is left alone. Raises: ApiError, httpx.HTTPError.
    """
    begun_at = _find_begin(api)
    if begun_at is None or begun_at >= until:
        return 0
    requests = [each for each in plan_sample(until, documents=documents) if each.makes or each.at >= begun_at]
    api.sign_in(dict.fromkeys(each.user for each in requests if ABSENT not in each.user))
    made: dict[str, str] = {}
    shown = begun_at
    _set_clock(api, shown)
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for crowd in _gather(requests):
            if crowd[0].at > shown:
                shown = crowd[0].at
                _set_clock(api, shown)
            for each, answer in zip(crowd, pool.map(partial(_send, api, made), crowd), strict=True):
                made |= zip(each.makes, _find_ids(answer), strict=bool(each.makes))
                made |= {f"{name}{PLACED}": _find_position(answer) for name in each.makes}
                done += 1
                advance(done, len(requests), shown)
    _set_clock(api, until)
    return len(requests)


def _gather(requests: Sequence[Request]) -> Iterator[list[Request]]:
    """Yield each request by itself, and each crowd of one moment together."""
    for (_, crowd), group in groupby(requests, attrgetter("at", "crowd")):
        if crowd is None:
            yield from ([each] for each in group)
        else:
            yield list(group)


def _find_begin(api: Api) -> datetime | None:
    """Return what the manual clock shows, its first moment where nothing has been entered; None on that of the wall."""
    face = api.get(OPERATOR, "/v1/clock")
    if face["manual"]:
        return datetime.fromisoformat(str(face["now"]))
    is_used = api.get(OPERATOR, "/v1/org/departments?limit=1")["data"]  # the first event has chosen the clock
    return None if is_used else STARTS_AT


def _set_clock(api: Api, moment: datetime) -> None:
    api.post(OPERATOR, "/v1/clock", {"now": moment.isoformat()}, f"sample-clock-{moment.isoformat()}")


def _send(api: Api, made: Mapping[str, str], request: Request) -> dict[str, object]:
    path, body = fill(request.path, made), fill(request.body, made)
    assert isinstance(path, str)
    assert isinstance(body, dict)
    if path == IMPORTS:
        return import_document(api, str(body["file"]))
    return api.post(request.user, path, body, f"sample-{request.key}")


def _find_ids(answer: dict[str, object]) -> list[str]:
    """Return the ids of what was made: of a memo's split, its directives'."""
    parts = answer.get("directives")
    return [str(part["id"]) for part in parts] if isinstance(parts, list) else [str(answer.get("id"))]


def _find_position(answer: dict[str, object]) -> str:
    """Return where the last event of an answer is in its context's log; 0 of what is answered without one."""
    meta = answer.get("meta")
    position = meta.get("position") if isinstance(meta, dict) else None
    return str(max(position.values())) if isinstance(position, dict) and position else "0"
