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
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from govcrawl.archive.content import Http, TooLargeError, parse_http
from govcrawl.archive.index import NAME, Index, IndexRow
from govcrawl.archive.places import (
    HEAD,
    UnreadableError,
    changed,
    content_at,
    http_of,
    record_at,
)
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
from govcrawl.archive.warc_reader import Problem, Record, WarcReader, same
from govcrawl.execution.task import UNKNOWN, InArchive, PageTask, RecordPlace
from govcrawl.messages import Message, say
from govcrawl.reading.model import Listed

SUFFIXES = (".warc", ".warc.gz")
_READABLE = re.compile(r"html|text/plain|pdf|word|office|excel|wps|ofd|zip|octet-stream|^$", re.I)
_FRACTION = re.compile(r"\.\d+(?=Z$)")  # of a second: our own dates have none
_REPORT_ID = re.compile(rb'^report_id: ("(?:[^"\\\r\n]|\\[^\r\n])*")\r$', re.M)
_WEB = ("http://", "https://")
#: WARC files kept open at a time.
_OPEN_FILES = 8


Ask = Callable[[Index], Iterator[IndexRow]]


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


class Scanned(NamedTuple):
    """What is in one file: its rows for the index, its verdicts (run, report, address) with
    their places, and what is wrong with it."""

    rows: list[IndexRow]
    verdicts: list[tuple[str, str, str, RecordPlace]]
    problems: list[Problem]


class Kept(NamedTuple):
    """A page that crawls have read: when first and last, and for whom; ``row``: its last mark."""

    url: str
    portal: str | None
    run: str | None
    first: str
    last: str
    row: IndexRow


#: Runs a function with its arguments elsewhere.
Call = Callable[..., "Future[Scanned]"]


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
        self._verdicts: dict[tuple[str, str, str], RecordPlace] = {}
        self.max_bytes = max_bytes
        self._index = Index(None)
        self._readers: dict[Path, WarcReader] = {}
        self._scanned = set(known)
        self._beside: dict[Path, Index | None] = {}
        #: What is wrong with indexes beside the files, once it was met. The files themselves are looked
        #: through in their place, so that nothing is lost with them but time.
        self.damaged: list[Message] = []
        self._stack = ExitStack()

    def close(self) -> None:
        self._stack.close()
        self._index.close()
        for reader in self._readers.values():
            reader.close()

    def scan(self, call: Call | None = None) -> Iterator[tuple[Path, list[Problem]]]:
        """Look through the files; what is wrong with each, in their order. ``call`` has a
        function run elsewhere, and gives its result when it is there."""
        if call is None:
            for path in self.paths:
                yield path, self._take(path, looked_through(path), named=True)
            return
        begun = deque[tuple[Path, Future[Scanned]]]()
        waiting = iter(self.paths)
        while True:
            begun += [
                (path, call(looked_through, path)) for path in islice(waiting, 4 - len(begun))
            ]
            if not begun:
                return
            path, future = begun.popleft()
            try:
                found = future.result()
            except RuntimeError:  # its worker died
                found = Scanned([], [], [Problem(path, 0, say("reading_crashed", path=path))])
            yield path, self._take(path, found, named=True)

    def __len__(self) -> int:
        """The pages to read, once scanned."""
        return self._index.count_pages()

    def pages(self) -> Iterator[tuple[Path, PageTask | Problem]]:
        """The pages with the files that name them, file by file in the order of the paths."""
        for file in self._index.page_files():
            for row in self._index.pages(file):
                try:
                    yield Path(file), self._page(Path(file), row)
                except OSError as error:
                    message = say("unreadable_file", path=file, error=error.strerror or error)
                    yield Path(file), Problem(Path(file), row.start, message)

    @property
    def one_run(self) -> bool:
        """Whether all pages are those of a single run of this program."""
        return len(self._index.runs()) == 1

    def verdict(self, run: str, report_id: str, url: str) -> Verdict | None:
        """What a run made of a report that was known before it; None for a new one."""
        place = self._verdicts.get((run, report_id, url))
        if place is None:
            return None
        record = self._try_at(place)
        try:
            return read_verdict(record.block) if record else None
        except ValueError:
            return None

    def at(self, url: str, sha256: str) -> PageTask | None:
        """The page with these bytes (as the reader gets them) that was read at an address;
        None where the index beside the files does not lead to it."""
        found = self._mark_of(url, sha256)
        return found[2] if found else None

    def held(self, url: str, sha256: str) -> list[IndexRow] | None:
        """The records that such a page rests on: its mark, what holds its bytes, and the page
        that links it; None where the index does not lead to them."""
        found = self._mark_of(url, sha256)
        if found is None:
            return None
        folder, row, _ = found
        mark = read_mark(record_at(RecordPlace(folder / row.file, row.start), self._reader).block)
        rows = [row]
        for of in mark.records:
            for holder in self._ask(folder, lambda index, of=of: index.by_id(of)):  # type: ignore[misc]
                rows.append(holder)
                record = self._try(folder / holder.file, holder)
                if record is not None and record.type == "revisit":
                    wanted = same(record.get("WARC-Payload-Digest"))
                    here = next(self._holders(wanted), None)
                    held = self._ask(folder, lambda index, wanted=wanted: index.by_payload(wanted))  # type: ignore[misc]
                    rows += [r for r in held if here and r.start == here.start][:1]
                break
        return rows

    def kept(self, folder: Path, portal: str | None, *, every: bool = False) -> list[Kept]:
        """The pages that crawls have read for a portal (``every``: for any), by address."""
        pages: dict[tuple[str, str | None], Kept] = {}
        for row in self._ask(folder, lambda index: index.all_marks(portal, every=every)):
            first = pages[row.uri, row.portal].first if (row.uri, row.portal) in pages else row.date
            pages[row.uri, row.portal] = Kept(row.uri, row.portal, row.run, first, row.date, row)
        return list(pages.values())

    def page_of(self, folder: Path, kept: Kept) -> PageTask | None:
        """Such a page as it is read; None where it cannot be had."""
        try:
            page = self._page(folder / kept.row.file, kept.row)
        except OSError:
            return None
        return page if isinstance(page, PageTask) else None

    def _mark_of(self, url: str, sha256: str) -> tuple[Path, IndexRow, PageTask] | None:
        """The mark of such a page, and the folder that it is in."""
        for folder in self._folders:
            for row in self._ask(folder, lambda index: index.marks(url)):
                try:
                    page = self._page(folder / row.file, row)
                    if isinstance(page, PageTask) and isinstance(page.place, InArchive):
                        content = content_at(page.place, url, self.max_bytes, self._reader)
                        if hashlib.sha256(content.body).hexdigest() == sha256:
                            return folder, row, page
                except (OSError, TooLargeError, UnreadableError):
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

    def _take(self, path: Path, found: Scanned, *, named: bool) -> list[Problem]:
        """Index what was found in a file; what is wrong with it."""
        self._scanned.add(path)
        self._index.begin()
        self._index.add(*(row._replace(file=str(path), named=named) for row in found.rows))
        self._index.commit()
        for run, report_id, url, place in found.verdicts if named else ():
            self._verdicts[run, report_id, url] = place
        return self._ended(path, found.problems) if named else found.problems

    def _ended(self, path: Path, problems: list[Problem]) -> list[Problem]:
        """The problems of a file, and whether it is cut: an unfinished end loses nothing only
        where the index beside it has no record there. A cut between two records shows in the
        index alone."""
        index = self._index_beside(path.parent)
        lost: int | None = None
        try:
            size = path.stat().st_size
            lost = index.after(path.name, size) if index else None
        except (OSError, sqlite3.Error):
            size = 0
        torn = [problem for problem in problems if problem.torn]
        if lost == 0 or not (lost or torn):
            return problems
        start = torn[0].start if torn else size
        cut = say("archive_cut", path=path, start=start, lost="?" if lost is None else lost)
        others = [problem for problem in problems if not problem.torn]
        return [*others, Problem(path, start, cut)]

    # --- reading --------------------------------------------------------------------------

    def _page(self, path: Path, row: IndexRow) -> PageTask | Problem:
        if row.type != "mark":
            return self._foreign(path, row)
        try:
            record = record_at(RecordPlace(path, row.start, row.skip), self._reader)
            mark = read_mark(record.block)
        except UnreadableError as error:
            return Problem(path, row.start, error.message)
        except ValueError:
            return Problem(path, row.start, say("archive_bad_record", path=path, start=row.start))
        place, linked = self._place_of(mark.of), None
        if mark.linked_from:
            source = self._place_of(mark.linked_from.of)
            if source is not None:
                page = mark.linked_from
                linked = PageTask(place=source, url=page.url or "", content_type=page.content_type)
        attached = [self._attached(link) for link in mark.attached]
        if place is None or (mark.linked_from and linked is None) or None in attached:
            return self._unresolved(path, row.start, mark.url)
        return PageTask(
            place=place,
            url=mark.url,
            content_type=mark.content_type,
            disposition=mark.disposition,
            portal=mark.portal,
            target=mark.target,
            run=mark.run,
            fetched_at=mark.fetched_at,
            announced=mark.announced,
            at_home=mark.at_home,
            years=frozenset(mark.years),
            documents=(UNKNOWN,) if mark.documents else (),
            others=UNKNOWN if mark.others else (),
            linked_from=linked,
            attached=tuple(one for one in attached if one is not None),
            listed=mark.listed,
        )

    def _attached(self, link: Link) -> PageTask | None:
        """A file that a page attaches; None where it cannot be had."""
        place = self._place_of(link.of)
        return (
            PageTask(
                place=place,
                url=link.url or "",
                content_type=link.content_type,
                disposition=link.disposition,
                listed=Listed(link.title) if link.title else None,
            )
            if place is not None
            else None
        )

    def _foreign(self, path: Path, row: IndexRow) -> PageTask | Problem:
        place = self._place(path, row, sound=True)
        if place is None:
            return self._unresolved(path, row.start, row.uri)
        return PageTask(
            place=place._replace(foreign=True),
            url=row.uri,
            fetched_at=_FRACTION.sub("", row.date) or None,
        )

    def _place_of(self, record_id: str) -> InArchive | None:
        """Where the content of the record of an id is."""
        for path, row, sound in self._places(lambda index: index.by_id(record_id)):
            if (place := self._place(path, row, sound=sound)) is not None:
                return place
        return None

    def _place(self, path: Path, row: IndexRow, *, sound: bool) -> InArchive | None:
        """Where the content of a record is; None where it cannot be had. ``sound``: it has been
        looked through; any other record is read to see whether it is there."""
        here = RecordPlace(path, row.start, row.skip)
        if sound and row.type != "revisit":
            return InArchive(here)
        record = self._try(path, row)
        if record is None or (row.id and record.get("WARC-Record-ID") != row.id):
            return None
        if record.type != "revisit":
            return InArchive(here) if http_of(record) is not None else None
        wanted = same(record.get("WARC-Payload-Digest"))
        original = next(self._holders(wanted), None) if wanted else None
        return InArchive(here, original) if original else None

    def _content_of(self, record_id: str) -> Http | None:
        """What the record of an id says, its content fetched from where it is stored."""
        for path, row, _ in self._places(lambda index: index.by_id(record_id)):
            record = self._try(path, row)
            if record and record.get("WARC-Record-ID") == record_id:
                if (http := self._content(record)) is not None:
                    return http
        return None

    def _content(self, record: Record) -> Http | None:
        if record.type != "revisit":
            return http_of(record)
        http, wanted = parse_http(record.block), same(record.get("WARC-Payload-Digest"))
        original = next(self._stored(wanted), None) if wanted else None
        if original is None:
            return None
        return http._replace(payload=original.payload) if http else original

    def _stored(self, payload: str) -> Iterator[Http]:
        """The records that hold a content, by its digest."""
        for place in self._holders(payload):
            record = self._try_at(place)
            if record and (http := http_of(record)) is not None:
                yield http

    def _holders(self, payload: str) -> Iterator[RecordPlace]:
        """The records that hold a content, by its digest."""
        for path, row, sound in self._places(lambda index: index.by_payload(payload)):
            if row.type == "revisit":
                continue
            place = RecordPlace(path, row.start, row.skip)
            if sound:
                yield place
                continue
            record = self._try_at(place)
            if record and record.type != "revisit":
                if same(record.get("WARC-Payload-Digest")) == payload and http_of(record):
                    yield place

    def _places(self, ask: Ask) -> Iterator[tuple[Path, IndexRow, bool]]:
        """Where something may be: in the files given, in those beside them; and whether the
        record has been looked through, so that it is there."""
        for row in ask(self._index):
            yield Path(row.file), row, True
        for folder in self._folders:
            try:
                rows = self._ask(folder, ask)
            except sqlite3.OperationalError as error:
                self._unusable(folder, error)
                continue
            for row in rows:
                yield folder / row.file, row, False
        for folder in self._folders:
            for path in sorted(folder.iterdir()):
                if is_archive(path) and path not in self._scanned and path.is_file():
                    self._take(path, looked_through(path), named=False)
                    for row in ask(self._index):
                        if row.file == str(path):
                            yield path, row, True

    def _ask(self, folder: Path, ask: Ask) -> list[IndexRow]:
        """What the index of a folder says; nothing where there is none, or where it is damaged,
        which is noted. Raises sqlite3.OperationalError where it cannot be asked now."""
        index = self._index_beside(folder)
        try:
            return list(ask(index)) if index else []
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self._unusable(folder, error)
            return []

    def _index_beside(self, folder: Path) -> Index | None:
        if folder not in self._beside:
            if not (folder / NAME).exists():
                return None  # it may be made meanwhile
            self._beside[folder] = None
            try:
                index = Index(folder / NAME, read_only=True)
                self._stack.callback(index.close)
                self._beside[folder] = index
            except sqlite3.DatabaseError as error:
                self._unusable(folder, error)
        return self._beside[folder]

    def _unusable(self, folder: Path, error: sqlite3.DatabaseError) -> None:
        """Note what is wrong with the index of a folder, which is asked no more."""
        self._beside[folder] = None
        path = folder / NAME
        self.damaged.append(say("archive_index_unusable", path=path, error=str(error)[:200]))

    def _try(self, path: Path, row: IndexRow) -> Record | None:
        return self._try_at(RecordPlace(path, row.start, row.skip))

    def _try_at(self, place: RecordPlace) -> Record | None:
        try:
            return record_at(place, self._reader)
        except (OSError, UnreadableError):
            return None

    def _reader(self, path: Path) -> WarcReader:
        """The reader of a file, the last used ones kept open. Raises OSError."""
        reader = self._readers.pop(path, None)
        if reader is None:
            reader = WarcReader(path, self.max_bytes + HEAD)
        self._readers[path] = reader  # the last used comes last
        if len(self._readers) > _OPEN_FILES:
            self._readers.pop(next(iter(self._readers))).close()
        return reader

    @staticmethod
    def _unresolved(path: Path, start: int, url: str) -> Problem:
        return Problem(path, start, say("archive_unresolved", path=path, start=start, url=url))


def looked_through(path: Path) -> Scanned:
    """Every record of a file, in short."""
    found = Scanned([], [], [])
    try:
        with WarcReader(path, HEAD) as reader:
            for record in reader.records():
                if isinstance(record, Problem):
                    found.problems.append(record)
                elif record.sound is False:
                    found.problems.append(changed(record))
                elif row := index_row(record):
                    found.rows.append(row)
                    if not row.page and _is_no_response(record):
                        bad = say("archive_bad_record", path=path, start=record.start)
                        found.problems.append(Problem(path, record.start, bad))
                elif record.get(ROLE) == VERDICT and (named := _REPORT_ID.search(record.block)):
                    # The head of a verdict may be all of it that was read.
                    place = RecordPlace(path, record.start, record.skip)
                    report_id = str(msgspec.json.decode(named[1]))
                    found.verdicts.append((record.get(RUN), report_id, record.uri, place))
    except OSError as error:
        message = say("unreadable_file", path=path, error=error.strerror or error)
        found.problems.append(Problem(path, 0, message))
    return found


def index_row(record: Record) -> IndexRow | None:
    """The index row of a record that is a page, or that holds or refers to one."""
    kind, run = record.type, record.get(RUN) or None
    row = IndexRow(
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


def _is_no_response(record: Record) -> bool:
    """Whether a record states that it is a response of the web, and holds none."""
    return (
        record.type == "response"
        and record.uri.startswith(_WEB)
        and parse_http(record.block) is None
    )


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
