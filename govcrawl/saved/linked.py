"""What a saved page links: the documents and the further parts that the crawl would ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from govcrawl.execution.first_look import Files

#: The host of a page whose address is not known; its path is that of the file.
NOWHERE: Final = "file.invalid"
_NUMBERED = re.compile(r"^(.+)[_-]\d{1,3}(\.\w{2,5})$")
_SUFFIX = re.compile(rb"\.(?:pdf|docx?|wps|xlsx?|et|ofd|odt|ods|rtf|zip)", re.IGNORECASE)
#: What a file's name comes after in markup, and the bytes of the longest that is looked for.
_BEFORE_NAME = re.compile(rb"[/\\\"'=<>()\n?&]")
_LONGEST_NAME: Final = 800
#: Folders into which browsers put what a page needs; links into them are not the site's.
_REWRITTEN = re.compile(r"(?:_files|\.files|_archivos|_fichiers|_文件)$", re.IGNORECASE)


class Looked(NamedTuple):
    """Addresses that a page links: documents as the crawl groups them, further parts."""

    files: tuple[Files, ...] = ()
    further: tuple[str, ...] = ()


def look(path: Path, url: str, first: str, max_bytes: int) -> Looked:
    """What the page in a file links. ``url``: its address, or its substitute; ``first``: that of the
    article's first part. Never raises: what cannot be looked at links nothing."""
    # what looks at links is loaded where pages with links are read
    from scrapy.http import HtmlResponse

    from govcrawl.platforms.attached import attached
    from govcrawl.platforms.pages import as_html, heading
    from govcrawl.platforms.split import further

    try:
        if path.stat().st_size > max_bytes:
            return Looked()
        page = as_html(HtmlResponse(url, body=path.read_bytes()))
        if page is None:
            return Looked()
        return Looked(attached(page, heading(page)), tuple(further(page, first)))
    except Exception:  # hostile pages must not end the run; the page itself is read all the same
        return Looked()


def look_into(
    pages: Sequence[tuple[Path, str, bool]], names: frozenset[str] | None, max_bytes: int
) -> list[Looked | None]:
    """The same of several, each with its address and whether it is a first part; None for those that
    need no look: no part, and they name none of these documents (``names``; without, any may be
    linked)."""
    return [
        look(path, url, url, max_bytes)
        if first or names is None or _names_one(path, names, max_bytes)
        else None
        for path, url, first in pages
    ]


def _names_one(path: Path, names: frozenset[str], max_bytes: int) -> bool:
    try:
        if path.stat().st_size > max_bytes:
            return False
        return names_documents(path.read_bytes(), names)
    except OSError:
        return False


def stand_in(path: Path) -> str:
    """An address for a file that has none, so that its links lead to files."""
    return f"http://{NOWHERE}{quote(path.as_posix())}"


def plain_name(name: str) -> str | None:
    """The name of the first part of an article, of a further part's; None for any other name.

    >>> plain_name("t3001_1.html"), plain_name("t3001.html")
    ('t3001.html', None)
    """
    match = _NUMBERED.match(name)
    return f"{match[1]}{match[2]}" if match else None


def names_documents(data: bytes, names: frozenset[str]) -> bool:
    """Whether a page's bytes name one of these documents."""
    return any(_names(_name_to(data, match.end())) & names for match in _SUFFIX.finditer(data))


def _name_to(data: bytes, end: int) -> bytes:
    """The name that ends at a place, with the words before it."""
    return _BEFORE_NAME.split(data[max(0, end - _LONGEST_NAME) : end])[-1]


def _names(told: bytes) -> set[str]:
    found = set()
    for encoding in ("utf-8", "gb18030"):
        try:
            name = told.decode(encoding)
            for one in (name, unquote(name, encoding, errors="strict")):
                found |= {one.strip(), one.split()[-1] if one.split() else one}
        except UnicodeDecodeError:
            continue
    return found


def is_rewritten(path: Path) -> bool:
    """Whether a file is in a browser's folder of what belongs to a page."""
    return any(_REWRITTEN.search(part) for part in path.parts[:-1])


def beside(page: Path, page_url: str, url: str) -> list[Path]:
    """Where the file at an address that a page links may be, the surest first: where the link
    leads from the page's own file, then by its name beside the page and in the page's folder of
    files."""
    parts, own = urlsplit(url), urlsplit(page_url)
    path = unquote(parts.path)
    found: list[Path] = []
    if parts.netloc == own.netloc:
        if parts.netloc == NOWHERE:
            found.append(Path(path))
        else:
            folders = unquote(own.path).split("/")[1:-1]
            target = path.split("/")[1:]
            common = 0
            while common < min(len(folders), len(target) - 1) and folders[common] == target[common]:
                common += 1
            up = len(folders) - common
            if up < len(page.parts) - 1:
                found.append(page.parents[up].joinpath(*target[common:]))
    name = path.rpartition("/")[2]
    if parts.query and found:
        found[:0] = [
            f.with_name(f"{f.name}{mark}{parts.query}") for f in found for mark in "?@" if f.name
        ]
    if name and name not in (".", ".."):
        found += [page.with_name(name)]
        found += [
            page.with_name(f"{page.stem}{end}") / name for end in ("_files", ".files", "_文件")
        ]
    return found
