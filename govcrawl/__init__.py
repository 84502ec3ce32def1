"""govcrawl: annual reports on government information disclosure, read with their evidence."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from os import PathLike

    from govcrawl.report import Report

__version__ = "0.1.0"
__all__ = ["MissingLibraryError", "parse", "read_feed"]


_LONGEST_PATH = 4096  # characters; a longer text is no path


class MissingLibraryError(ImportError):
    """A format needs a library that is not installed; the text holds the command for it."""


def parse(
    data: bytes | bytearray | memoryview | IO[bytes] | IO[str] | str | PathLike[str],
    *,
    url: str | None = None,
) -> list[Report]:
    """Read one saved page or document and return its reports, the page's own report first.

    ``data`` is the bytes of a file, an open file, a path, or the text of a web page (a string
    that starts with ``<``; any other string is a path). ``url`` is where it came from (a path
    has its ``file://`` URL). What is not a report gives an empty list;
    ``govcrawl.reading.read`` returns the reasons too.

    Raises FileNotFoundError, IsADirectoryError and other OSErrors for a path that cannot be
    read, ValueError for a web address, TypeError for anything else, MissingLibraryError where
    the file's format needs an extra that is not installed. The content itself never raises.
    """
    # Imported here: the data files of the reader are not needed to import the package.
    from govcrawl.reading import read

    content, url = _content(data, url)
    reading = read(content, url=url)
    missing = [i for i in reading.issues if i.evidence == "library_missing"]
    if missing and not reading.reports:
        raise MissingLibraryError(f"{missing[0].message} / {missing[0].message_en}")
    for report in reading.reports:
        if not (url or "").startswith("file:"):  # there it can be read again
            report.keep(content)
    return reading.reports


def read_feed(
    path: str | PathLike[str], table: str = "reports", *, library: str | None = None
) -> Any:
    """A table of a feed (or of the feeds in a folder) as a data frame.

    ``table``: one of ``reports``, ``figures``, ``tables_wide``, ``indicators``, ``sections``,
    ``checks``, ``issues``, ``attachments``, ``changes``, ``coverage``, ``codebook``, with the
    columns of ``scrapy export``.
    ``library``: ``pandas`` or ``polars``; the first that is installed where it is None. Raises
    OSError, ValueError for an unknown table or a line that is no record, MissingLibraryError.
    """
    from importlib import import_module

    # By name: the package's root is imported by rooms that may know nothing of the outputs.
    return import_module("govcrawl.outputs.frames").frame_of_feed(path, table, library)


def _content(data: object, url: str | None) -> tuple[bytes, str | None]:
    """The bytes of what ``parse`` was given, and their address."""
    from errno import ENOENT
    from os import PathLike
    from pathlib import Path
    from urllib.parse import unquote, urlsplit

    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data), url
    if isinstance(data, str):
        if data.lstrip("\ufeff \t\r\n").startswith("<"):
            return data.encode("utf-8", "surrogatepass"), url
        if not data:
            raise ValueError("parse 得到空的文字 / parse was given an empty text")
        scheme = data[:8].lower()
        if scheme.startswith("file://"):
            return _content(Path(unquote(urlsplit(data).path)), url or data)
        if scheme.startswith(("http://", "https://")):
            raise ValueError(
                f"parse 不联网；抓取请用 scrapy crawl reports -a url={data} / parse does not "
                f"fetch: scrapy crawl reports -a url={data}"
            )
    if isinstance(data, str | PathLike):
        if isinstance(data, str) and ("\n" in data or len(data) > _LONGEST_PATH):
            raise ValueError(
                "parse 得到的文字不是网页（不以 < 开头），也不是路径；纯文字请编码为字节："
                "parse(text.encode()) / parse was given a text that is neither a page (it does "
                "not start with <) nor a path; pass plain text as bytes: parse(text.encode())"
            )
        path = Path(data).resolve()
        if not path.exists():
            raise FileNotFoundError(ENOENT, "没有这个文件 / no such file", str(path))
        if path.is_dir():
            raise IsADirectoryError(
                f"{path} 是目录；scrapy reparse {path} 读取整个目录 / {path} is a folder: "
                f"scrapy reparse {path} reads all of it"
            )
        return path.read_bytes(), url or path.as_uri()
    read = getattr(data, "read", None)
    if callable(read):
        content = read()
        if isinstance(content, str):
            content = content.encode("utf-8", "surrogatepass")
        if isinstance(content, bytes | bytearray):
            name = getattr(data, "name", None)
            if url is None and isinstance(name, str) and Path(name).is_file():
                url = Path(name).resolve().as_uri()
            return bytes(content), url
    raise TypeError(
        f"parse 需要字节、文件、路径或网页文本，得到 {type(data).__name__} / parse takes bytes, a "
        f"file, a path or the text of a page, not {type(data).__name__}"
    )
