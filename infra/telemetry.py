"""Structured logs on standard output: one JSON object a line, with the ids of the work, without personal data.

Of an error only its type, its place and what is safe of it are written, never its text: the texts of pydantic and of
PostgreSQL hold what somebody typed.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any, Final

import asyncpg
import structlog
from pydantic import BaseModel, ValidationError

from infra.clock import read_now
from infra.trail import read_trail

FRAMES: Final = 12
"""Innermost places told of an error."""
CHAIN: Final = 4
"""Errors told of a chain of causes."""
TOLD: Final = 8
"""Faults told of one unreadable message, and errors of one group."""
_log: Final = structlog.get_logger()


def set_up_logging(role: str) -> None:
    """Make structlog and the standard library write JSON lines that name the role."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_trail,
            describe_errors,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    structlog.contextvars.bind_contextvars(role=role)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Lines(role))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def set_up_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Log what no task has taken care of, by its type and place."""

    def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        _log.error("not taken care of", error=context.get("exception"), exc_info=context.get("exception"))

    loop.set_exception_handler(tell)


def add_trail(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the ids of the request or command under way to a line."""
    trail = read_trail()
    if trail is not None:
        line.setdefault("correlation_id", str(trail.correlation_id))
        if trail.command_id is not None:
            line.setdefault("command_id", str(trail.command_id))
        if trail.context is not None:
            line.setdefault("context", trail.context)
    return line


def describe_errors(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put in place of every error of a line what may be told of it; `exc_info` also tells where it rose."""
    raised = line.pop("exc_info", None)
    if raised is True:
        raised = sys.exception()
    if isinstance(raised, tuple):
        raised = raised[1]
    for name, value in line.items():
        if isinstance(value, BaseException):
            line[name] = describe(value)
    if isinstance(raised, BaseException):
        line.setdefault("error", describe(raised))
        line["places"] = list(find_places(raised))
    return line


def describe(error: BaseException) -> str:
    """Return what may be told of an error and its causes: types, codes, names of our own fields."""
    return " <- ".join(_describe_one(each) for each in _list_causes(error))


def find_places(error: BaseException) -> Iterator[str]:
    """Yield the innermost places through which an error and its causes rose, as `file:line function`."""
    for each in _list_causes(error):
        yield from _list_frames(each.__traceback__)
        if isinstance(each, BaseExceptionGroup):
            for inner in each.exceptions[:TOLD]:
                yield from find_places(inner)


def _list_causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and len(chain) < CHAIN and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return chain


def _describe_one(error: BaseException) -> str:
    name = type(error).__name__
    match error:
        case ValidationError():
            return f"{name} of {error.title}: {'; '.join(_list_faults(error))}"
        case asyncpg.PostgresError():
            return f"{name}[{error.sqlstate}]"
        case OSError():
            return f"{name}({error.errno})"
        case BaseExceptionGroup():
            return f"{name}({', '.join(describe(each) for each in error.exceptions[:TOLD])})"
        case AttributeError() | ImportError() | NameError() | TypeError():
            return f"{name}: {error}"  # the text names code, not content
        case _:
            return name


def _list_faults(error: ValidationError) -> list[str]:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    names = _list_fields()
    return [f"{'.'.join(_name(part, names) for part in each['loc'])} {each['type']}" for each in faults[:TOLD]]


def _name(part: int | str, names: set[str]) -> str:
    """Return a part of a location where it is a field of ours; a key that somebody sent is not told."""
    return str(part) if isinstance(part, int) or part in names else "*"


def _list_fields() -> set[str]:
    names: set[str] = set()
    models: list[type[BaseModel]] = [BaseModel]
    while models:
        model = models.pop()
        names.update(model.model_fields)
        models.extend(model.__subclasses__())
    return names


def _list_frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-FRAMES:]


class Lines(logging.Formatter):
    """Lines of libraries: their template without what they put into it, for that may be anything."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON object."""
        line: dict[str, Any] = {"event": str(record.msg), "level": record.levelname.lower(), "logger": record.name}
        line |= {"role": self._role, "timestamp": read_now().isoformat(), "exc_info": record.exc_info}
        return json.dumps(describe_errors(None, "", add_trail(None, "", line)), ensure_ascii=False)
