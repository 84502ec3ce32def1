"""A part of the archive as one WACZ file, which public replay viewers open (the extra ``wacz``).

The captures of the hosts asked for are copied as they are; a capture that only refers to an earlier
one brings that one along. The list of pages is given: those that hold reports.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from govcrawl import MissingLibraryError

_ANSWERS = ("response", "revisit", "resource")


class Page(NamedTuple):
    """A page of the list: its address, when it was fetched (ISO time), what it is called."""

    url: str
    fetched_at: str
    title: str


class Packed(NamedTuple):
    """How many captures and pages a WACZ file holds."""

    captures: int
    pages: int


class _Member(NamedTuple):
    """A record in its file: one gzip member."""

    start: int
    length: int


def pack(files: Iterable[Path], pages: Iterable[Page], out: Path, title: str) -> Packed:
    """Write the captures of the pages' hosts into ``out``, which is replaced whole.

    Raises OSError, ValueError where nothing of these hosts is there, MissingLibraryError.
    """
    try:
        from wacz.main import main as wacz
    except ImportError:
        raise MissingLibraryError(
            "WACZ 需要 wacz：pip install 'govcrawl[wacz]' / WACZ needs wacz: "
            "pip install 'govcrawl[wacz]'"
        ) from None
    listed = sorted(set(pages), key=lambda page: (page.title, page.url))
    hosts = {urlsplit(page.url).netloc for page in listed}
    chosen = _chosen(list(files), hosts)
    if not chosen or not listed:
        raise ValueError(", ".join(sorted(hosts)) or "-")
    with TemporaryDirectory(dir=out.parent, prefix=".wacz-") as name:
        folder = Path(name)
        warc, index = folder / "govcrawl.warc.gz", folder / "pages.jsonl"
        with warc.open("wb") as file:
            for path, members in chosen.items():
                with path.open("rb") as source:
                    for member in members:
                        source.seek(member.start)
                        file.write(source.read(member.length))
        index.write_text("".join(f"{line}\n" for line in _lines(listed, title)), "utf-8")
        made = folder / "made.wacz"
        given = ["create", "-o", made, "-p", index, "-c", "--title", title, warc]
        with contextlib.redirect_stdout(io.StringIO()) as said:
            failed = wacz(list(map(str, given)))
        if failed:
            raise OSError(said.getvalue().strip().splitlines()[-1])
        os.replace(made, out)  # noqa: PTH105 - over a file that is there
    return Packed(sum(map(len, chosen.values())), len(listed))


def _lines(pages: list[Page], title: str) -> Iterator[str]:
    head = {"format": "json-pages-1.0", "id": "pages", "title": title}
    yield json.dumps(head, ensure_ascii=False)
    for page in pages:
        line = {"url": page.url, "ts": page.fetched_at, "title": page.title}
        yield json.dumps(line, ensure_ascii=False)


def _chosen(files: list[Path], hosts: set[str]) -> dict[Path, list[_Member]]:
    """The members to copy, by file: captures of these hosts, and what they refer to."""
    mine: dict[str, tuple[Path, _Member]] = {}
    others: dict[str, tuple[Path, _Member]] = {}
    referred: set[str] = set()
    for path in files:
        for record, member in _records(path):
            headers = record.rec_headers
            known = headers.get_header("WARC-Record-ID")
            if record.rec_type not in _ANSWERS or known is None:
                continue
            if urlsplit(headers.get_header("WARC-Target-URI") or "").netloc in hosts:
                mine[known] = path, member
                referred.add(headers.get_header("WARC-Refers-To") or "")
            else:
                others[known] = path, member
    mine |= {known: place for known, place in others.items() if known in referred}
    chosen: dict[Path, list[_Member]] = {}
    for path, member in sorted(mine.values()):
        chosen.setdefault(path, []).append(member)
    return chosen


def _records(path: Path) -> Iterator[tuple[Any, _Member]]:
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            start = records.get_record_offset()
            record.content_stream().read()
            yield record, _Member(start, records.get_record_length())
