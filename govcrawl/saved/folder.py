"""Saved files as a whole: each with its context, pages with what belongs to them.

``Saved`` opens the files' first bytes and the lists beside them, then looks into the pages that may link
a document or a further part that is there too. What it finds is a list of ``Unit``: a file to be
read with its context, together with its parts and its documents.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from govcrawl.messages import Message, say
from govcrawl.reading.model import Listed
from govcrawl.report import Severity
from govcrawl.saved import linked, origin_clues
from govcrawl.saved.context import Context, weigh
from govcrawl.saved.kinds import Found
from govcrawl.saved.linked import Looked
from govcrawl.saved.manifest import MOST, SUFFIXES, Row, read_manifest
from govcrawl.saved.origin_clues import HEAD, Witness
from govcrawl.storage import uri_of

if TYPE_CHECKING:
    from govcrawl.execution.first_look import Files

_T = TypeVar("_T")
_Other = TypeVar("_Other")
#: A page, its address, and whether it is the first part of an article.
_Page = tuple[Path, str, bool]
#: Runs a function with its arguments elsewhere.
Call = Callable[..., "Future[Any]"]
_SAID: Final = 20  # rows of one manifest that are said one by one
_CARRIED: Final = 2  # a page with more reports is a list of them
_PARTS: Final = 60  # pages of one article
_AHEAD: Final = 4  # pieces of work given out
_AT_ONCE: Final = 32  # pages of one


class Group(NamedTuple):
    """One document in the formats that are there, the best first, and what its link says."""

    paths: tuple[Path, ...]
    listed: Listed | None = None


@dataclass(slots=True)
class Unit:
    """A file to read. ``url``: its address, else that of the file; ``parts``: further pages of
    its article; ``groups``: documents that are read where it carries no report itself; ``local``:
    addresses that its links seem to have → those of the files that they lead to."""

    path: Path
    context: Context
    parts: list[Path] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    listed: Listed | None = None
    local: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str | None:
        """Its address, where it is known."""
        return self.context.url if self.context.url not in self.local else None

    @property
    def url(self) -> str:
        return self.context.url or uri_of(self.path)


class Saved:
    """The files of a run. ``roots``: for each file the path below which its folders may be named
    after hosts, None where none may; ``beside``: lists that are beside files that were named, and
    may be about others too."""

    def __init__(
        self,
        files: Sequence[Found],
        roots: Callable[[Path], Path | None],
        beside: Sequence[Path] = (),
    ) -> None:
        self._beside = frozenset(beside)
        self._files = {found.path: found for found in files}
        self.said: list[tuple[Message, Severity, Path]] = []
        #: Lists that are manifests.
        self.manifests: set[Path] = set()
        rows = self._rows(f.path for f in files if f.kind == "list")
        self.contexts = {
            found.path: self._context(found, rows.get(found.path, []), roots(found.path))
            for found in files
            if found.kind in ("page", "text", "document", "container")
        }
        self._by_address = {_key(c.url): p for p, c in reversed(self.contexts.items()) if c.url}

    # --- what is known of each file -------------------------------------------------------

    def _rows(self, lists: Iterable[Path]) -> dict[Path, list[Witness]]:
        """What manifests state about each file, the nearest to it first."""
        told: dict[Path, list[Witness]] = {}
        names: dict[str, list[Path]] = {}
        for path in self._files:
            names.setdefault(path.name, []).append(path)
        for path in sorted(lists, key=lambda p: (-len(p.parts), p)):
            rows = _manifest(path)
            if rows is None:
                continue
            self.manifests.add(path)
            unused = []
            for row in rows:
                file = self._file_of(row, path.parent, names)
                if (row.wrong or file is None) and (file is not None or path not in self._beside):
                    unused.append(row)
                if file is not None:
                    witness = Witness("manifest", row.url or "", row.fetched_at, row.content_type)
                    told.setdefault(file, []).append(witness)
            self._say_unused(path, unused)
        return told

    def _file_of(self, row: Row, folder: Path, names: dict[str, list[Path]]) -> Path | None:
        if not row.file or "\0" in row.file:
            return None
        written = row.file.replace("\\", "/")
        try:
            path = Path(unquote(urlsplit(written).path) if written.startswith("file:") else written)
            path = path if path.is_absolute() else _plain(folder / path)
        except (ValueError, OSError):
            return None
        if path in self._files:
            return path
        below = [p for p in names.get(path.name, []) if folder in p.parents]
        return below[0] if len(below) == 1 else None

    def _say_unused(self, path: Path, rows: list[Row]) -> None:
        for row in rows[:_SAID]:
            given = {"line": row.line, "file": row.file or "?", "wrong": row.wrong or "-"}
            self.said.append((say("manifest_row_unused", path=path, **given), "warn", path))
        if len(rows) > _SAID:
            more = {"line": f"{rows[_SAID].line}…", "file": f"+{len(rows) - _SAID}", "wrong": "-"}
            self.said.append((say("manifest_row_unused", path=path, **more), "warn", path))

    def _context(self, found: Found, rows: list[Witness], root: Path | None) -> Context:
        seen = found.seen
        voices = [*rows, *seen.voices]
        if root is not None and not seen.renamed:
            folder = origin_clues.by_folder(found.path.parts[len(root.parts) :])
            voices += [folder] if folder else []
        context = weigh(voices, seen.sites, str(found.path)) if voices else Context()
        self.said += [(message, severity, found.path) for message, severity in context.said]
        return context

    # --- what belongs together ------------------------------------------------------------

    def units(self, call: Call, max_bytes: int) -> tuple[list[Unit], dict[Path, Path]]:
        """The files to read in the order of their paths, and of those that belong to another
        file, which. ``call`` has a function run elsewhere."""
        pages = [p for p, f in self._files.items() if f.kind == "page"]
        looked = dict(self._looked(pages, call, max_bytes))
        parts = self._parts(looked, call, max_bytes)
        owned = {part: page for page, found in parts.items() for part in found}
        carried = self._carried({p: seen for p, seen in looked.items() if p not in owned})
        groups: dict[Path, list[Group]] = {}
        for document, page in self._owners(carried).items():
            owned[document] = page
        for page, found_groups in carried.items():
            for group in found_groups:
                mine = tuple(p for p in group.paths if owned.get(p) == page)
                if mine:
                    groups.setdefault(page, []).append(group._replace(paths=mine))
        units = [
            Unit(
                path,
                self.contexts[path],
                parts.get(path, []),
                groups.get(path, []),
                local=self._local(path),
            )
            for path in self.contexts
            if path not in owned
        ]
        return units, owned

    def document(self, path: Path, page: Unit, listed: Listed | None) -> Unit:
        """A document that a page links. Its address is that of the link, unless a browser made
        the link lead into its own folder."""
        unit = Unit(path, self.contexts[path], listed=listed)
        url = self._links_of.get(page.path, {}).get(path)
        if unit.context.url is None and url and page.context.url:
            fetched_at = unit.context.fetched_at or page.context.fetched_at
            unit.context = Context(url, fetched_at, unit.context.content_type, ("linked",))
            if linked.is_rewritten(path):
                unit.local = {url: uri_of(path)}
        return unit

    def link_to(self, path: Path, page: Unit) -> str:
        """The address by which a page links a file; that of the file where its own is unknown."""
        url = self._links_of.get(page.path, {}).get(path)
        return uri_of(path) if url is None or page.context.url is None else url

    def _local(self, page: Path) -> dict[str, str]:
        """The addresses that a page's links seem to have, of files whose own is unknown."""
        if self.contexts[page].url is None:
            return {}
        return {
            url: uri_of(path)
            for path, url in self._links_of.get(page, {}).items()
            if linked.is_rewritten(path) and self.contexts[path].url is None
        }

    def _url(self, path: Path) -> str:
        return self.contexts[path].url or linked.stand_in(path)

    def _looked(
        self, pages: list[Path], call: Call, max_bytes: int
    ) -> Iterator[tuple[Path, Looked]]:
        documents = [p for p, f in self._files.items() if f.kind in ("document", "container")]
        names = frozenset(p.name for p in documents)
        nameless = any(not linked.names_documents(p.name.encode(), names) for p in documents)
        firsts = {p.with_name(plain) for p in pages if (plain := linked.plain_name(p.name))}
        asked = names if documents and not nameless else None
        worth = [path for path in pages if documents or path in firsts]
        begun = deque[tuple[list[_Page], Future[list[Looked | None]]]]()

        def ended() -> Iterator[tuple[Path, Looked]]:
            some, future = begun.popleft()
            found = _result(future, None)
            if found is None:  # its worker died of one of them
                alone = [call(linked.look_into, [one], asked, max_bytes) for one in some]
                found = [seen for one in alone for seen in _result(one, [Looked()])]
            for (path, _, _), seen in zip(some, found, strict=True):
                if seen is not None:
                    yield path, seen

        for at in range(0, len(worth), _AT_ONCE):
            some = [(path, self._url(path), path in firsts) for path in worth[at : at + _AT_ONCE]]
            begun.append((some, call(linked.look_into, some, asked, max_bytes)))
            if len(begun) >= _AHEAD:
                yield from ended()
        while begun:
            yield from ended()

    def _parts(
        self, looked: dict[Path, Looked], call: Call, max_bytes: int
    ) -> dict[Path, list[Path]]:
        """First pages of articles → their further pages, in order."""
        found: dict[Path, list[Path]] = {}
        for first, seen in looked.items():
            url = self._url(first)
            waiting, known = deque(seen.further), {url}
            while waiting and len(known) < _PARTS:
                where = waiting.popleft()
                if where in known:
                    continue
                known.add(where)
                part = self._at(first, where)
                if part is None or self._files[part].kind != "page":
                    message = say("saved_part_missing", path=first, url=where, part=len(known))
                    self.said.append((message, "error", first))
                elif part != first and part not in found.get(first, []):
                    found.setdefault(first, []).append(part)
                    future = call(linked.look, part, self._url(part), url, max_bytes)
                    waiting += _result(future, Looked()).further
        return found

    def _carried(self, looked: dict[Path, Looked]) -> dict[Path, list[Group]]:
        """Pages → the documents that they link and that are there."""
        self._links_of: dict[Path, dict[Path, str]] = {}
        found: dict[Path, list[Group]] = {}
        for page, seen in looked.items():
            for files in seen.files:
                paths = self._group(page, files)
                if paths:
                    listed = Listed(files.title, body=files.body) if files.body else None
                    found.setdefault(page, []).append(Group(paths, listed))
        return {
            page: groups
            for page, groups in found.items()
            if len(groups) <= _CARRIED or groups[0].listed
        }

    def _group(self, page: Path, files: Files) -> tuple[Path, ...]:
        paths = []
        for url in files.urls:
            path = self._at(page, url)
            kinds = ("document", "container", "page")  # a page, where it is called an attachment
            if path is not None and path != page and self._files[path].kind in kinds:
                self._links_of.setdefault(page, {}).setdefault(path, url)
                paths.append(path)
        return tuple(dict.fromkeys(paths))

    def _owners(self, carried: dict[Path, list[Group]]) -> dict[Path, Path]:
        """Documents → the page whose they are: of several, the one that links the fewest."""
        owner: dict[Path, tuple[int, Path]] = {}
        for page, groups in carried.items():
            for path in (p for group in groups for p in group.paths):
                owner[path] = min(owner.get(path, (len(groups), page)), (len(groups), page))
        return {path: page for path, (_, page) in owner.items()}

    def _at(self, page: Path, url: str) -> Path | None:
        """The file at an address that a page links."""
        by_address = self._by_address.get(_key(url))
        if by_address is not None:
            return by_address
        candidates = linked.beside(page, self._url(page), url)
        return next((path for path in candidates if path in self.contexts), None)


def _manifest(path: Path) -> list[Row] | None:
    try:
        if not path.is_file() or path.stat().st_size > MOST:
            return None
        with path.open("rb") as file:
            head = file.read(HEAD)
            first = head.rpartition(b"\n")[0] or head
            if read_manifest(first, path.name) is None:
                return None
            return read_manifest(head + file.read(), path.name)
    except OSError:
        return None


def lists_beside(path: Path) -> list[Path]:
    """Files in the folder of a file that may be manifests."""
    try:
        return sorted(p for p in path.parent.iterdir() if p.name.lower().endswith(SUFFIXES))
    except OSError:
        return []


def _result(future: Future[_T], otherwise: _Other) -> _T | _Other:
    try:
        return future.result()
    except RuntimeError:  # its worker died; the pages are read all the same
        return otherwise


def _plain(path: Path) -> Path:
    """A path without ``.`` and ``..``; links are kept."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return Path(*parts)


def _key(url: str) -> tuple[str, str, str]:
    """By which addresses of one file are told."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return host, unquote(parts.path), parts.query
