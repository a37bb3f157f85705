"""Structured logs on standard output: one JSON object a line, no personal data."""

import logging

import structlog


def set_up_logging(role: str) -> None:
    """Make structlog and the standard library write JSON lines that name the role."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    structlog.contextvars.bind_contextvars(role=role)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
