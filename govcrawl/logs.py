"""Logs for machines: one JSON object a line, with ``GOVCRAWL_LOG_FORMAT = "json"``.

Text stays the default. Scrapy builds its log handler before any component of the project is
there, and names no class for its formatter; this add-on puts a handler in its place where JSON is
asked for, with the same settings (LOG_LEVEL, LOG_FILE, …). Turning files over is left to
journald and logrotate (docs/operations.en.md).
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from govcrawl.messages import Message, say

if TYPE_CHECKING:
    from typing_extensions import Self

FORMATS = ("text", "json")
#: Fields of a record that our own log calls give (``extra=``).
_GIVEN = ("run_id", "portal", "url")


class JsonFormatter(logging.Formatter):
    """``time`` (UTC), ``level``, ``logger``, ``message``, and where known ``run_id``, ``portal``,
    ``code`` (of docs/log-manual.md), ``url``, ``exception``. Never raises on a bad record."""

    run_id: str | None = None

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _text(record),
            "run_id": self.run_id,
            **_context(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        given = {name: value for name, value in line.items() if value is not None}
        return json.dumps(given, ensure_ascii=False, default=str)


class JsonLog:
    """The add-on (``ADDONS``)."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self.opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Raises ValueError for a format that there is not."""
        wanted = settings.get("GOVCRAWL_LOG_FORMAT")
        if wanted not in FORMATS:
            raise ValueError(str(say("bad_log_format", format=wanted)))
        for handler in _handlers():
            logging.root.removeHandler(handler)
        if wanted == "json" and settings.getbool("LOG_INSTALL_ROOT_HANDLER"):
            settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
            logging.root.setLevel(logging.NOTSET)
            logging.root.addHandler(_handler(settings))

    def update_settings(self, settings: BaseSettings) -> None:
        """Nothing: what there is to do is done before the crawler."""

    def opened(self, spider: Any) -> None:
        run = getattr(spider, "run", None)
        for handler in _handlers():
            if run is not None and isinstance(handler.formatter, JsonFormatter):
                handler.formatter.run_id = run.run_id


def _handlers() -> list[logging.Handler]:
    return [h for h in logging.root.handlers if isinstance(h.formatter, JsonFormatter)]


def _handler(settings: BaseSettings) -> logging.Handler:
    """A handler as Scrapy's settings describe it."""
    name = settings.get("LOG_FILE")
    handler: logging.Handler
    if name:
        if not settings.getbool("LOG_FILE_APPEND"):
            Path(name).write_bytes(b"")
        # Scrapy's set-up closes what handlers there are; one that appends opens again.
        handler = logging.FileHandler(name, mode="a", encoding="utf-8", delay=True)
    elif settings.getbool("LOG_ENABLED"):
        handler = logging.StreamHandler()
    else:
        handler = logging.NullHandler()
    handler.setFormatter(JsonFormatter())
    handler.setLevel(settings.get("LOG_LEVEL"))
    return handler


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # arguments that do not fit their message: logging prints and goes on too
        return str(record.msg)


def _context(record: logging.LogRecord) -> dict[str, Any]:
    """What a record is about: as its caller says, by its message, or by the request that
    Scrapy's own records carry."""
    context = {n: getattr(record, n) for n in _GIVEN if getattr(record, n, None) is not None}
    args = record.args
    if isinstance(args, dict):
        request = args.get("request") or args.get("response")
        context.setdefault("url", getattr(request, "url", None))
    for value in args if isinstance(args, tuple) else ():
        if isinstance(value, Message):
            context["code"] = value.code
    return context
