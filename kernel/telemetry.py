"""Logs: one JSON object a line on standard output, or readable lines where LOG_FORMAT=plain. Never personal data."""

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import structlog


def set_up_logging(process: str, plain: bool) -> None:
    """Send the standard library's logging through structlog. Errors keep their traceback, without their texts."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _told_without_values,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _named(process), renderer],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("pika", "amqp", "kombu", "pymongo", "nameko"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It writes down every refusal as an error, with its text; what is an error is logged at the entry point.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
    sys.excepthook = _ended


def _named(process: str) -> structlog.typing.Processor:
    def add(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {"process": process, **event}

    return add


def without_values(error: BaseException) -> str:
    """`KeyError in fold (/…/readmodel.py:41)`: what went wrong and where. Its text may quote personal data (K8)."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {frames[-1].name} ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + place


def _told_without_values(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = "".join(_lines(error))
    return event


def _lines(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _lines(earlier)
        yield "\nwhich led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield type(error).__qualname__


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(__name__).critical("the process ends", exc_info=(kind, error, trace))
