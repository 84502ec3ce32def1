"""The feeds that ``-o`` and ``-O`` of a crawl name: what they are written as, or what to use."""

from __future__ import annotations

import importlib.util
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from govcrawl.commands.output import STDOUT
from govcrawl.messages import say

_FORMATS = {
    "jsonl": "jsonlines",
    "jl": "jsonlines",
    "jsonlines": "jsonlines",
    "json": "json",
    "csv": "csv",
    "xml": "xml",
}
_TABLES = ("xlsx", "parquet", "duckdb", "sqlite")
_PLUGIN = "scrapy.extensions.postprocessing."
#: Suffix → what compresses the feed; no name and no time in it, so that it is always the same.
_COMPRESSED: dict[str, dict[str, Any]] = {
    "gz": {"postprocessing": [f"{_PLUGIN}GzipPlugin"], "gzip_mtime": 0, "gzip_filename": ""},
    "bz2": {"postprocessing": [f"{_PLUGIN}Bz2Plugin"]},
    "xz": {"postprocessing": [f"{_PLUGIN}LZMAPlugin"]},
}
#: Schemes whose library is an extra: the module, and the command that installs it.
_LIBRARIES = {
    "s3": ("boto3", "pip install 'govcrawl[s3]'"),
    "gs": ("google.cloud.storage", "pip install google-cloud-storage"),
}


def feed_of(name: str, *, append: bool) -> tuple[str, dict[str, Any]]:
    """A name as Scrapy takes it (``URI:FORMAT``), and further options of the feed. Raises
    UsageError, in one line, where it cannot be written."""
    uri, given = name, ""
    head, colon, tail = name.rpartition(":")
    if colon and tail in (*_FORMATS, "marshal", "pickle"):
        uri, given = head, tail
    scheme = urlsplit(uri).scheme.lower()
    if scheme in _LIBRARIES:
        module, command = _LIBRARIES[scheme]
        if not _installed(module):
            raise _refused("feed_needs_library", name=name, command=command)
        if append:
            raise _refused("feed_not_appended", name=name)
    suffixes = [suffix[1:].lower() for suffix in PurePath(urlsplit(uri).path or uri).suffixes]
    options: dict[str, Any] = {}
    if suffixes and suffixes[-1] in _COMPRESSED:
        options = dict(_COMPRESSED[suffixes.pop()])
    form = given or _FORMATS.get(suffixes[-1] if suffixes else "", "")
    if uri in STDOUT:  # a stream, not a file to be replaced
        return f"-:{form or 'jsonlines'}", options
    if not form:
        kind = suffixes[-1] if suffixes and suffixes[-1] in _TABLES else "csv,xlsx"
        raise _refused("feed_format", name=name, kind=kind)
    if append and form != "jsonlines" and not scheme and _holds(uri):
        raise _refused("feed_not_appended", name=name)
    return f"{uri}:{form}", options


def _holds(path: str) -> bool:
    """Whether there is something that the feed would be appended to: a second header line, or a
    second document in one file."""
    return Path(path).is_file() and Path(path).stat().st_size > 0


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _refused(code: str, **values: object) -> UsageError:
    return UsageError(str(say(code, **values)), print_help=False)
