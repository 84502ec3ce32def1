"""One way to write a record: one line of JSON, the same bytes from a crawl and from ``reparse``.

UTF-8 without escapes or byte order mark, fields in the order of the contract, no white space
between tokens, one ``\\n`` after each record.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from errno import ENOENT
from pathlib import Path
from typing import Any

import msgspec

from govcrawl.report import Change, Report, Seen

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Report)


def encode(record: Report) -> bytes:
    """The line of one record, its ``\\n`` included."""
    return encode_json(record)


def decode(line: bytes) -> Report:
    """The record of one line. Raises msgspec.DecodeError where it is not one."""
    return _decoder.decode(line)


def complete(
    line: bytes,
    *,
    aliases: Sequence[str] | None = None,
    changes: Sequence[Change] | None = None,
    seen: Seen | None = None,
    duplicate_of: str | msgspec.UnsetType | None = msgspec.UNSET,
) -> bytes:
    """A line with what other runs know of its record; None and UNSET leave a field as it is.

    Only the piece from ``changes`` to ``source`` is decoded (the contract's order of fields keeps
    them together), so that a run's work does not grow with what the record says. Raises
    ValueError where it is no line of ours.
    """
    # Quotes in texts are escaped: these bytes are keys. After them no other key bears the names.
    start, end = line.rfind(b',"changes":'), line.rfind(b',"table_quality":')
    if not 0 <= start < end:
        raise ValueError("not a line of a feed")
    given = msgspec.json.decode(b"{" + line[start + 1 : end] + b"}")
    if changes is not None:
        given["changes"] = changes
    if seen is not None:
        given["seen"] = seen
    if duplicate_of is not msgspec.UNSET:
        given["duplicate_of"] = duplicate_of
    if aliases is not None:
        given["source"]["aliases"] = aliases
    source = given.pop("source")  # an earlier version's line has no `seen`: the order is ours
    piece = encode_json({**given, "source": source})
    return line[:start] + b"," + piece[1:-2] + line[end:]


def files(path: Path) -> list[Path]:
    """The files of a feed: itself, or those of a folder of feeds (``latest`` of a data directory
    that is given as a whole), by name. Raises FileNotFoundError where there is none."""
    if not path.is_dir():
        if not path.exists():
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(path))
        return [path]
    for folder in (path, path / "latest"):
        found = sorted(p for p in folder.glob("*.jsonl") if p.is_file())
        if found:
            return found
    raise FileNotFoundError(ENOENT, "no .jsonl file in", str(path))


def encode_json(value: Any) -> bytes:
    """One line of JSON for anything that a run writes.

    A lone surrogate (a page may write one as an escape) has no UTF-8: it becomes U+FFFD.
    """
    try:
        return _encoder.encode(value) + b"\n"
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        repaired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _encoder.encode(json.loads(repaired)) + b"\n"
