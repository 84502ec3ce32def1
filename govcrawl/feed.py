"""One way to write a record: one line of JSON, the same bytes from a crawl and from ``reparse``.

UTF-8 without escapes or byte order mark, fields in the order of the contract, no white space
between tokens, one ``\\n`` after each record.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from govcrawl.report import Report

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Report)


def encode(record: Report) -> bytes:
    """The line of one record, its ``\\n`` included."""
    return encode_json(record)


def decode(line: bytes) -> Report:
    """The record of one line. Raises msgspec.DecodeError where it is not one."""
    return _decoder.decode(line)


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
