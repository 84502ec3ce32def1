"""Which files of a folder are read: by what their first bytes are, whatever they are called."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from govcrawl.archive.archived_pages import is_archive
from govcrawl.reading.formats import sniff
from govcrawl.saved import origin_clues
from govcrawl.saved.manifest import SUFFIXES as LISTS
from govcrawl.saved.origin_clues import HEAD, Sites, Witness

#: ``page`` is HTML, ``document`` any other format that is read, ``other`` what is not read.
Kind: TypeAlias = Literal["page", "text", "document", "container", "archive", "list", "other"]

_PAGES: Final = (".html", ".htm", ".shtml", ".xhtml", ".jsp", ".asp", ".aspx", ".php")
_DOCUMENTS: Final = (
    ".pdf", ".docx", ".doc", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".odt", ".ods", ".rtf",
)  # fmt: skip
_CONTAINERS: Final = (".zip", ".mht", ".mhtml", ".eml")
#: What is called so is taken at its word before it is opened, so that one that is damaged, or none,
#: is said to be so.
SUFFIXES: Final = (*_PAGES, ".txt", *_DOCUMENTS, *_CONTAINERS, ".warc", ".warc.gz")
#: What belongs to a page's looks or to a program: never opened.
_DRESS: Final = re.compile(
    r"\.(?:css|js|mjs|map|json|xml|rss|png|jpe?g|gif|bmp|webp|svg|ico|tiff?|woff2?|ttf|otf|eot|mp[34]|"
    r"avi|flv|wmv|mov|swf|wav|cdx|cdxj|sqlite|db|py|sh|bat|exe|dll|log|md|lock|ini|toml|ya?ml)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_READ: Final = frozenset(
    {sniff.PDF, sniff.DOCX, sniff.XLSX, sniff.DOC, sniff.XLS, sniff.ODT, sniff.ODS, sniff.OFD, sniff.RTF}
)  # fmt: skip


class Seen(NamedTuple):
    """What a file of a folder is. Of what its first bytes say where it came from: ``voices``, the ``sites``
    that a page points to where it names an address, and whether its path is none (``renamed``)."""

    kind: Kind
    voices: tuple[Witness, ...] = ()
    sites: Sites = Sites()
    renamed: bool = False


class Found(NamedTuple):
    """A file of a folder, and what it is."""

    path: Path
    seen: Seen

    @property
    def kind(self) -> Kind:
        return self.seen.kind


def files_under(path: Path) -> Iterator[Path]:
    """The files of a folder, its sub-folders included; a file is itself. Hidden files and folders
    are left out, and so are links that lead to folders."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        yield from (here / name for name in sorted(names) if not name.startswith("."))


def told(path: Path, *, named: bool) -> Seen:
    """What a file is. ``named``: it was named on its own, and is read whatever it is."""
    kind, head = _kind(path, named=named)
    if not head:
        return Seen(kind)
    renamed = origin_clues.is_mirrored(head)
    if kind == "page":
        program, itself = origin_clues.by_program(head), origin_clues.by_itself(head)
        sites = origin_clues.sites_of(head) if itself else Sites()
        return Seen(kind, (*([program] if program else []), *itself), sites, renamed)
    mail = origin_clues.by_mail(head) if kind == "container" else None
    return Seen(kind, (mail,) if mail else (), renamed=renamed)


def told_all(names: Sequence[str], named: bool) -> list[Seen]:
    """The same of several, in one piece of work."""
    return [told(Path(name), named=named) for name in names]


def _kind(path: Path, *, named: bool) -> tuple[Kind, bytes]:
    """What a file is, and its first bytes (b"" of what was not opened)."""
    name = path.name.lower()
    if is_archive(path):
        return "archive", b""
    if name.endswith(LISTS) and not named:
        return "list", b""
    if _DRESS.search(name) and not named:
        return "other", b""
    head = _head(path)
    if name.endswith(_PAGES) or _MARKUP.search(head[:4096]):
        # mail may hold markup too
        kind = sniff.sniff(head, name=name, content_type=None)
        return ("container" if kind in (sniff.MHTML, sniff.EML) else "page"), head
    if name.endswith(_DOCUMENTS):
        return "document", head
    if name.endswith(_CONTAINERS):
        return "container", head
    if name.endswith(".txt"):
        return "text", head
    kind = sniff.sniff(head, name=None, content_type=None)
    if kind in _READ or head.startswith(b"\xd0\xcf\x11\xe0"):
        return "document", head
    if kind in (sniff.ZIP, sniff.MHTML, sniff.EML):
        return "container", head
    if kind == sniff.HTML:
        return "page", head
    if kind in (sniff.PLAIN, sniff.EMPTY) and "." not in name:
        return "text", head
    return ("text" if named else "other"), head


def _head(path: Path) -> bytes:
    """The first bytes of a file; none of what cannot be opened, or is no plain file: its reader
    says so."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""
