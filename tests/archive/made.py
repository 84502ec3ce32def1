"""Exchanges and archives made for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govcrawl.archive.records import Exchange, Mark
from govcrawl.archive.warc_writer import Writer

DATE = "2026-01-02T03:04:05Z"


def exchange(
    url: str = "http://x.gov.cn/a.html", body: bytes = b"<p>a</p>", **more: Any
) -> Exchange:
    given: dict[str, Any] = {
        "url": url,
        "date": DATE,
        "method": "GET",
        "request_headers": [(b"User-Agent", b"govcrawl")],
        "request_body": b"",
        "status": 200,
        "protocol": "HTTP/1.1",
        "headers": [(b"Content-Type", b"text/html")],
        "body": body,
    }
    return Exchange(**(given | more))


def mark(of: str, url: str = "http://x.gov.cn/a.html", run: str = "run1", **more: Any) -> Mark:
    given = {"of": of, "url": url, "fetched_at": DATE, "run": run, "content_type": "text/html"}
    return Mark(**(given | more))


def writer(folder: Path, run: str = "run1", max_bytes: int = 1 << 30) -> Writer:
    return Writer(folder, run, max_bytes, {"software": "govcrawl/test"})


def write(folder: Path, pages: dict[str, bytes], run: str = "run1", **more: Any) -> list[Path]:
    """An archive of pages, all of them marked; its files of this run."""
    made = writer(folder, run, **more)
    for url, body in pages.items():
        made.mark(mark(made.store(exchange(url, body)), url, run))
    made.close()
    return sorted(folder.glob(f"{run}-*.warc.gz"))
