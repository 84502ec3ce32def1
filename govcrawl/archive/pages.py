"""The pages of WARC files that ``scrapy reparse`` reads.

Of our own archive these are the pages that the spider handed to the reader, as it handed them
on: with the portal, the fetch time and the page that links a document. Of other crawlers'
files they are all pages and documents that came with status 200. Of an address that was
fetched by several runs, the newest run counts.

A content that is stored once and referred to is looked for in the files given, then through
the index beside them, then in all other files of the same folders.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from govcrawl.archive.content import Http, TooLargeError, body_of, parse_http
from govcrawl.archive.index import NAME, Index, Row
from govcrawl.archive.reader import Problem, Reader, Record, same
from govcrawl.archive.records import (
    PORTAL,
    ROLE,
    RUN,
    VERDICT,
    Link,
    Verdict,
    read_mark,
    read_verdict,
)
from govcrawl.messages import say
from govcrawl.reading.model import LinkedFrom, Listed

SUFFIXES = (".warc", ".warc.gz")
_HEAD = 64 * 1024  # of each block, when files are only looked through
_READABLE = re.compile(r"html|text/plain|pdf|word|office|excel|wps|ofd|zip|octet-stream|^$", re.I)
_FRACTION = re.compile(r"\.\d+(?=Z$)")  # of a second: our own dates have none
_REPORT_ID = re.compile(rb'^report_id: ("(?:[^"\\\r\n]|\\[^\r\n])*")\r$', re.M)
_WEB = ("http://", "https://")
_OPEN_FILES = 8


Ask = Callable[[Index], Iterator[Row]]


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


@dataclass(slots=True)
class ArchivedPage:
    """One page to read. Its bytes are still encoded as the server sent them; ``body`` is for
    worker processes, where a bomb or a slow encoding harms nobody else."""

    path: Path
    start: int
    url: str
    http: Http
    content_type: str | None
    portal: str | None = None
    fetched_at: str | None = None
    link: tuple[Link, Http] | None = None
    documents: bool = False
    others: bool = False
    target: int = 0
    announced: bool = False
    at_home: bool = True
    years: frozenset[int] = frozenset()
    listed: Listed | None = None
    run: str | None = None
    truncated: bool = False

    @property
    def ours(self) -> bool:
        """Whether a run of this program fetched it."""
        return self.run is not None

    def body(self, limit: int) -> bytes:
        """Raises TooLargeError beyond ``limit`` bytes."""
        return body_of(self.http, self.http.payload, self.url, limit)

    def linked_from(self, limit: int) -> LinkedFrom | None:
        if self.link is None:
            return None
        link, http = self.link
        body = body_of(http, http.payload, link.url or "", limit)
        return LinkedFrom(body, link.url, link.content_type)


class Archives:
    """WARC files that are read together. ``scan`` first, then ``pages`` and ``verdict``;
    ``close`` at the end."""

    def __init__(
        self,
        paths: Iterable[Path],
        max_bytes: int,
        *,
        known: Iterable[Path] = (),
        folder: Path | None = None,
    ) -> None:
        """``known``: files that need not be looked through for what is missing; ``folder``:
        where to look for what is asked by address, if that is no folder of the files."""
        self.paths = list(paths)
        self._folders = list(dict.fromkeys(path.parent for path in self.paths))
        if folder is not None and folder not in self._folders:
            self._folders.append(folder)
        self._verdicts: dict[tuple[str, str, str], tuple[Path, Record]] = {}
        self.max_bytes = max_bytes
        self._index = Index(None)
        self._readers: dict[Path, Reader] = {}
        self._scanned = set(known)
        self._beside: dict[Path, Index | None] = {}
        self._stack = ExitStack()

    def close(self) -> None:
        self._stack.close()
        self._index.close()
        for reader in self._readers.values():
            reader.close()

    def scan(self) -> Iterator[tuple[Path, list[Problem]]]:
        """Look through the files one by one; what is wrong with each."""
        for path in self.paths:
            yield path, self._scan(path, named=True)

    def __len__(self) -> int:
        """The pages to read, once scanned."""
        return self._index.count_pages()

    def pages(self) -> Iterator[ArchivedPage | Problem]:
        """The pages, file by file in the order of the paths."""
        for file in self._index.page_files():
            for row in self._index.pages(file):
                try:
                    yield self._page(Path(file), row)
                except OSError as error:
                    message = say("unreadable_file", path=file, error=error.strerror or error)
                    yield Problem(Path(file), row.start, message)

    @property
    def one_run(self) -> bool:
        """Whether all pages are those of a single run of this program."""
        return len(self._index.runs()) == 1

    def verdict(self, run: str, report_id: str, url: str) -> Verdict | None:
        """What a run made of a report that was known before it; None for a new one."""
        place = self._verdicts.get((run, report_id, url))
        if place is None:
            return None
        path, head = place
        record = self._try(path, Row(str(path), head.start, head.skip, 0, "", "", "", ""))
        try:
            return read_verdict(record.block) if record else None
        except ValueError:
            return None

    def at(self, url: str, sha256: str) -> ArchivedPage | None:
        """The page with these bytes (as the reader gets them) that was read at an address;
        None where the index beside the files does not lead to it."""
        for folder in self._folders:
            index = self._index_beside(folder)
            for row in index.marks(url) if index else ():
                try:
                    page = self._page(folder / row.file, row)
                    if isinstance(page, ArchivedPage):
                        if hashlib.sha256(page.body(self.max_bytes)).hexdigest() == sha256:
                            return page
                except (OSError, TooLargeError):
                    continue
        return None

    def content(self, record_id: str) -> Http | None:
        """What the record of an id says, wherever its content is stored."""
        return self._content_of(record_id)

    def holds(self, *, record_id: str | None, payload: str | None) -> bool:
        """Whether the record of an id, or one that holds a content, can be read."""
        if record_id:
            return self._content_of(record_id) is not None
        return payload is not None and next(self._stored(payload), None) is not None

    # --- looking through -------------------------------------------------------------------

    def _scan(self, path: Path, *, named: bool) -> list[Problem]:
        problems: list[Problem] = []
        self._scanned.add(path)
        self._index.begin()
        try:
            with Reader(path, _HEAD) as reader:
                for found in reader.records():
                    if isinstance(found, Problem):
                        problems.append(found)
                    elif found.sound is False:
                        problems.append(_changed(found))
                    elif row := index_row(found):
                        self._index.add(row._replace(file=str(path), named=named))
                    elif found.get(ROLE) == VERDICT and named:
                        self._keep_verdict(path, found)
        except OSError as error:
            message = say("unreadable_file", path=path, error=error.strerror or error)
            problems.append(Problem(path, 0, message))
        finally:
            self._index.commit()
        return problems

    def _keep_verdict(self, path: Path, record: Record) -> None:
        """Remember where a verdict lies; its head may be all of it that was read."""
        report_id = _REPORT_ID.search(record.block)
        if report_id:
            name = str(msgspec.json.decode(report_id[1]))
            record.block = b""
            self._verdicts[record.get(RUN), name, record.uri] = path, record

    # --- reading --------------------------------------------------------------------------

    def _page(self, path: Path, row: Row) -> ArchivedPage | Problem:
        record = self._record(path, row)
        if isinstance(record, Problem):
            return record
        if row.type != "mark":
            return self._foreign(record)
        try:
            mark = read_mark(record.block)
        except ValueError:
            return Problem(path, row.start, say("archive_bad_record", path=path, start=row.start))
        http = self._content_of(mark.of)
        link = None
        if mark.linked_from:
            linking = self._content_of(mark.linked_from.of)
            link = (mark.linked_from, linking) if linking else None
        if http is None or (mark.linked_from and link is None):
            return self._unresolved(path, row.start, mark.url)
        return ArchivedPage(
            path=path,
            start=row.start,
            url=mark.url,
            http=http,
            content_type=mark.content_type,
            portal=mark.portal,
            fetched_at=mark.fetched_at,
            link=link,
            documents=mark.documents,
            others=mark.others,
            target=mark.target,
            announced=mark.announced,
            at_home=mark.at_home,
            years=frozenset(mark.years),
            listed=mark.listed,
            run=mark.run,
        )

    def _foreign(self, record: Record) -> ArchivedPage | Problem:
        if record.size > self.max_bytes:
            message = say(
                "archive_too_large", url=record.uri, size=record.size, limit=self.max_bytes
            )
            return Problem(record.path, record.start, message)
        http = self._content(record)
        if http is None:
            return self._unresolved(record.path, record.start, record.uri)
        return ArchivedPage(
            path=record.path,
            start=record.start,
            url=record.uri,
            http=http,
            content_type=http.get("content-type"),
            fetched_at=_FRACTION.sub("", record.get("WARC-Date")) or None,
            truncated=bool(record.get("WARC-Truncated")),
        )

    def _content_of(self, record_id: str) -> Http | None:
        """What the record of an id says, its content fetched from where it is stored."""
        for path, row in self._places(lambda index: index.by_id(record_id)):
            record = self._try(path, row)
            if record and record.get("WARC-Record-ID") == record_id:
                if (http := self._content(record)) is not None:
                    return http
        return None

    def _content(self, record: Record) -> Http | None:
        if record.type in ("resource", "conversion"):
            return Http(200, [("Content-Type", record.get("Content-Type"))], record.block)
        http = parse_http(record.block)
        if record.type != "revisit":
            return http
        wanted = same(record.get("WARC-Payload-Digest"))
        original = next(self._stored(wanted), None) if wanted else None
        if original is None:
            return None
        return http._replace(payload=original.payload) if http else original

    def _stored(self, payload: str) -> Iterator[Http]:
        """The records that hold a content, by its digest."""
        for path, row in self._places(lambda index: index.by_payload(payload)):
            record = self._try(path, row)
            if record and record.type != "revisit":
                if same(record.get("WARC-Payload-Digest")) == payload:
                    if (http := self._content(record)) is not None:
                        yield http

    def _places(self, ask: Ask) -> Iterator[tuple[Path, Row]]:
        """Where something may lie: in the files given, in those beside them."""
        for row in ask(self._index):
            yield Path(row.file), row
        for folder in self._folders:
            index = self._index_beside(folder)
            for row in ask(index) if index else ():
                yield folder / row.file, row
        for folder in self._folders:
            for path in sorted(folder.iterdir()):
                if is_archive(path) and path not in self._scanned and path.is_file():
                    self._scan(path, named=False)
                    for row in ask(self._index):
                        if row.file == str(path):
                            yield path, row

    def _index_beside(self, folder: Path) -> Index | None:
        if folder not in self._beside:
            try:
                index = Index(folder / NAME, read_only=True)
                self._stack.callback(index.close)
            except sqlite3.Error:
                index = None
            self._beside[folder] = index
        return self._beside[folder]

    def _try(self, path: Path, row: Row) -> Record | None:
        try:
            record = self._record(path, row)
        except OSError:
            return None
        return record if isinstance(record, Record) else None

    def _record(self, path: Path, row: Row) -> Record | Problem:
        """The record at a place. Raises OSError where the file cannot be read."""
        reader = self._readers.pop(path, None)
        if reader is None:
            # Heads come on top of what a page may have.
            reader = Reader(path, self.max_bytes + _HEAD)
        self._readers[path] = reader  # the last used comes last
        if len(self._readers) > _OPEN_FILES:
            self._readers.pop(next(iter(self._readers))).close()
        record = reader.at(row.start, row.skip)
        if isinstance(record, Record) and record.sound is False:
            return _changed(record)
        return record

    @staticmethod
    def _unresolved(path: Path, start: int, url: str) -> Problem:
        return Problem(path, start, say("archive_unresolved", path=path, start=start, url=url))


def index_row(record: Record) -> Row | None:
    """The index row of a record that is a page, or that holds or stands for one."""
    kind, run = record.type, record.get(RUN) or None
    row = Row(
        file="",
        start=record.start,
        skip=record.skip,
        length=record.length,
        id=record.get("WARC-Record-ID"),
        type=kind,
        uri=record.uri,
        date=record.get("WARC-Date"),
        run=run,
        portal=record.get(PORTAL) or None,
    )
    if kind == "metadata" and run:
        try:
            mark = read_mark(record.block)
        except ValueError:
            return None
        return row._replace(id=mark.of, type="mark", portal=mark.portal, page=True)
    if kind not in ("response", "resource", "revisit"):
        return None
    digest = record.get("WARC-Payload-Digest")
    if digest and kind != "revisit":
        row = row._replace(payload=same(digest))
    return row if run else row._replace(page=_worth_reading(record))


def _worth_reading(record: Record) -> bool:
    """Whether a record of another crawler may hold a report."""
    if not record.uri.startswith(_WEB):
        return False
    if record.type == "resource":
        return bool(_READABLE.search(record.get("Content-Type")))
    http = parse_http(record.block)
    if http is None:  # a revisit may come without a head
        return record.type == "revisit" and "identical" in record.get("WARC-Profile")
    if record.type == "revisit" and "not-modified" in record.get("WARC-Profile"):
        return False
    return http.status == 200 and bool(_READABLE.search(http.get("content-type") or ""))


def _changed(record: Record) -> Problem:
    message = say(
        "archive_digest",
        path=record.path,
        start=record.start,
        digest=record.get("WARC-Block-Digest") or "gzip",
        url=record.uri,
    )
    return Problem(record.path, record.start, message)
