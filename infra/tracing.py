"""OpenTelemetry from HTTP to view; nothing of it is loaded or run unless OTEL_EXPORTER_OTLP_ENDPOINT is set.

No id travels for it and none is stored: the trace id is the correlation id, and the ids of two spans of a command
come from its own id. So a process that meets an event, whenever that is, knows the span that stored it.

    HTTP request -> send (first half of the command id) -> decide (second half) -> append
                                                                               |-> relay, project, another decide

Where work of several traces is done as one (a group of appends, a message, a batch), that is a span of its own which
links to each; each trace gets a span of the same length which links back.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from uuid import UUID

from infra.clock import make_id

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Link, Span, SpanContext, SpanKind

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LINKS: Final = 64
"""Traces that one merged span links to at most."""
FLUSH_MS: Final = 500
"""How long the last spans may take at a stop, which takes 10 s in all."""
Made = tuple[UUID, UUID]
"""Correlation and command id of work that is done together with other."""
_OFF: Final[AbstractContextManager[None]] = nullcontext()


class _State:
    provider: "TracerProvider | None" = None


_ids: Final[ContextVar[tuple[int, int] | None]] = ContextVar("ids of the next span", default=None)


def set_up_tracing(role: str) -> None:
    """Send spans by OTLP over HTTP where the environment names a collector; OTEL_TRACES_SAMPLER_ARG is the share."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import IdGenerator
    from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

    class Ids(IdGenerator):
        """The ids that were asked for, else random ones."""

        def generate_trace_id(self) -> int:
            """Return the trace id."""
            return (_ids.get() or (make_id().int, 0))[0]

        def generate_span_id(self) -> int:
            """Return the span id."""
            return (_ids.get() or (0, 0))[1] or take_half(make_id(), 0)

    share = float(os.environ.get("OTEL_TRACES_SAMPLER_ARG", "1"))
    resource = Resource.create({"service.name": f"hwanryu-{role}"})
    # By trace id alone: every role decides alike, and no flag has to travel.
    provider = TracerProvider(sampler=TraceIdRatioBased(share), resource=resource, id_generator=Ids())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=2.0)))
    _State.provider = provider


def flush_traces() -> None:
    """Send the last spans, for FLUSH_MS at most."""
    if _State.provider is not None:
        _State.provider.force_flush(FLUSH_MS)


def is_tracing() -> bool:
    """Tell whether spans are made at all."""
    return _State.provider is not None


def take_half(made_id: UUID, half: int) -> int:
    """Return 64 bits of an id: its first or second half."""
    return int.from_bytes(made_id.bytes[8 * half : 8 * half + 8]) or 1


def read_traceparent(text: str) -> tuple[UUID, int] | None:
    """Return trace and parent span of a W3C traceparent header, None where it is none."""
    parts = text.split("-")
    if len(parts) < 4 or [len(part) for part in parts[:4]] != [2, 32, 16, 2] or parts[0] == "ff":
        return None
    if not set("".join(parts[:4])) <= set("0123456789abcdef") or (parts[0] == "00" and len(parts) > 4):
        return None
    trace, span = UUID(parts[1]), int(parts[2], 16)
    return (trace, span) if trace.int and span else None


def trace_request(method: str, trace: UUID, parent: int | None) -> "AbstractContextManager[Span | None]":
    """Give the span of an HTTP request, which `end_request` completes."""
    if _State.provider is None:
        return _OFF
    from opentelemetry.trace import SpanKind

    return _within(_start(method, SpanKind.SERVER, trace, parent=parent))


def end_request(span: "Span | None", method: str, route: str, status: int) -> None:
    """Tell the span of a request by which route it went and how it ended."""
    if span is not None:
        span.update_name(f"{method} {route}")
        span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})


def trace_sending(context: str, correlation_id: UUID, command_id: UUID) -> AbstractContextManager[object]:
    """Give the span of a command from its sending to its answer."""
    if _State.provider is None:
        return _OFF
    from opentelemetry.trace import SpanKind, get_current_span

    above = get_current_span().get_span_context()
    parent = above.span_id if above.trace_id == correlation_id.int else None
    return _within(
        _start(f"send {context}", SpanKind.PRODUCER, correlation_id, own=take_half(command_id, 0), parent=parent)
    )


def trace_deciding(
    context: str, kind: str, correlation_id: UUID, command_id: UUID, causation_id: UUID | None
) -> AbstractContextManager[object]:
    """Give the span of a command's decision, below its sending, or below the decision that caused it."""
    if _State.provider is None:
        return _OFF
    from opentelemetry.trace import SpanKind

    parent = take_half(causation_id, 1) if causation_id is not None else take_half(command_id, 0)
    own = take_half(command_id, 1)
    attributes = {"hwanryu.context": context, "hwanryu.command": kind}
    return _within(_start("decide", SpanKind.CONSUMER, correlation_id, own=own, parent=parent, attributes=attributes))


def trace_together(name: str, context: str, made: Iterable[Made]) -> AbstractContextManager[object]:
    """Give the spans of work done for several commands at once, below the decision of each."""
    return _OFF if _State.provider is None else _trace_together(name, context, list(dict.fromkeys(made)))


@contextmanager
def _trace_together(name: str, context: str, made: Sequence[Made]) -> Iterator[None]:
    from opentelemetry.trace import Link, SpanKind

    attributes: dict[str, str | int] = {"hwanryu.context": context, "hwanryu.commands": len(made)}
    if len(made) == 1:
        ((trace, command),) = made
        with _within(_start(name, SpanKind.CONSUMER, trace, parent=take_half(command, 1), attributes=attributes)):
            yield
        return
    links = [Link(_refer(trace, take_half(command, 1))) for trace, command in made[:LINKS]]
    with _within(_start(name, SpanKind.CONSUMER, make_id(), links=links, attributes=attributes)) as whole:
        back = [Link(whole.get_span_context())]
        parts = [_start(name, SpanKind.CONSUMER, t, parent=take_half(c, 1), links=back) for t, c in made[:LINKS]]
        try:
            yield
        finally:
            for part in parts:
                part.end()


@contextmanager
def _within(span: "Span") -> "Iterator[Span]":
    """End a span with the block; what is started in it meanwhile lies below it."""
    from opentelemetry.trace import Status, StatusCode, use_span

    with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield span
        except BaseException as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))  # its text may hold personal data
            raise


def _start(
    name: str,
    kind: "SpanKind",
    trace: UUID,
    *,
    own: int = 0,
    parent: int | None = None,
    links: "Sequence[Link]" = (),
    attributes: Mapping[str, str | int] | None = None,
) -> "Span":
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, set_span_in_context

    assert _State.provider is not None, "asked only where tracing is on"
    above = Context() if parent is None else set_span_in_context(NonRecordingSpan(_refer(trace, parent)), Context())
    token = _ids.set((trace.int, own))
    try:
        tracer = _State.provider.get_tracer("hwanryu")
        return tracer.start_span(name, above, kind, attributes=attributes, links=links)
    finally:
        _ids.reset(token)


def _refer(trace: UUID, span: int) -> "SpanContext":
    from opentelemetry.trace import SpanContext, TraceFlags

    return SpanContext(trace.int, span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
