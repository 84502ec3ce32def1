"""A page looked at before it is read: what it is, and what it links."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from govcrawl.reading.formats.html.parsed_page import Page


class Files(NamedTuple):
    """One document in its formats, the best first. ``title``: what the link calls it;
    ``body``: the body that the link names, where the page links the reports of several."""

    urls: tuple[str, ...]
    title: str = ""
    body: str = ""


class Looked(NamedTuple):
    """What a page is and links. ``page``: whether it is one to look for links in; ``bare``: it shows
    nothing, because a script is to fill it; ``lists``: it is a list of reports; ``files``: the
    documents that may be reports; ``further``: the addresses of the article's further pages;
    ``attachments``: address and name of every file that it attaches, none where they are those of
    several bodies."""

    page: bool
    bare: bool = False
    lists: bool = False
    files: tuple[Files, ...] = ()
    further: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the page is to be read as it is: nothing else must be fetched or asked first."""
        return not (self.bare or self.lists or self.further)


class Look(Protocol):
    """Finds out what a page is and links, before it is read. Picklable, by value. ``alone``: nothing
    is read after it."""

    @property
    def alone(self) -> bool: ...

    def __call__(
        self, url: str, body: bytes, content_type: str | None
    ) -> tuple[Looked, Page | None]:
        """What it is, and the page as it was parsed for that, for the reader to go on with."""
        ...
