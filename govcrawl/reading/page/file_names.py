"""The name of a file as a server states it: the header Content-Disposition.

Servers write it as RFC 6266 has it (``filename*=UTF-8''…``), percent-encoded without saying so, as
an encoded word of a mail, or in bare bytes of UTF-8 or GBK, which HTTP libraries hand on as Latin-1.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email.header import decode_header
from urllib.parse import unquote, unquote_to_bytes

_EXTENDED = re.compile(
    r"filename\*\s*=\s*\"?([\w-]{0,40})'[^']{0,40}'([^;\"\s]{1,4000})", re.IGNORECASE
)
_PLAIN = re.compile(
    r"(?:^|[;\s])filename\s*=\s*(?:\"((?:[^\"\\]|\\.){1,4000})\"|'([^']{1,4000})'|([^;]{1,4000}))",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:^|[;\s])name\s*=\s*\"?([^;\"]{1,4000})", re.IGNORECASE)
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")


def file_name(header: str) -> str | None:
    """The name that a header gives, without folders; None where it gives none.

    >>> file_name("attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf")
    '年报.pdf'
    >>> file_name('attachment; filename="' + "统计表.xls".encode("gbk").decode("latin-1") + '"')
    '统计表.xls'
    >>> file_name("inline") is None
    True
    """
    if "name" not in header.lower():
        return None
    if match := _EXTENDED.search(header):
        named = _in_charset(unquote_to_bytes(match[2]), match[1])
    elif match := _PLAIN.search(header):
        named = _decoded(next(filter(None, match.groups())).strip())
    elif match := _NAME.search(header):
        named = _decoded(match[1].strip())
    else:
        return None
    named = re.split(r"[/\\]", named)[-1].strip(" .\"'\0")
    return named or None


def _decoded(written: str) -> str:
    """A name in whatever form it is written."""
    if written.startswith("=?"):
        try:
            parts = decode_header(written)
            return "".join(p if isinstance(p, str) else _in_charset(p, c or "") for p, c in parts)
        except ValueError:
            return written
    if not written.isascii():
        with suppress(UnicodeEncodeError):  # decoded before
            written = _in_charset(written.encode("latin-1"), "")
    if _PERCENT.search(written):
        return _in_charset(unquote_to_bytes(written), "") if written.isascii() else unquote(written)
    return written.replace('\\"', '"')


def _in_charset(data: bytes, charset: str) -> str:
    for one in (charset, "utf-8", "gb18030"):
        try:
            return data.decode(one) if one else data.decode("utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")
