"""Bytes → text.

Strict UTF-8, else GB18030, decides Chinese pages right where declarations are; UTF-8 with a few
damaged bytes is still UTF-8. A byte order mark outranks both, and Big5 is taken only where
it is declared and fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govcrawl.messages import issue
from govcrawl.report import Issue

#: Bytes beyond which a text page is not read: real pages stay below 2 MB.
MAX_TEXT_BYTES = 24 * 1024 * 1024

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")
_BIG5 = {"big5", "big5-hkscs", "cp950"}
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: What lxml refuses: controls, which nobody sees, and what means a blank or is no character.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_BLANK = re.compile(r"[\x1c-\x1f\ufffe\uffff]")
_INVISIBLE = "\u200b"
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_NO_CHARACTERS = ("\ufffe", "\uffff")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page, the encoding it was read with and what had to be said about it."""

    text: str
    encoding: str
    issues: list[Issue]


def decode(data: bytes, *, content_type: str | None = None) -> Decoded:
    """Decode a text or HTML page. Never raises; undecodable bytes become U+FFFD and an issue.

    >>> decode("年度报告".encode("gbk")).encoding
    'gb18030'
    >>> decode("年度报告".encode()).text
    '年度报告'
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _finish(data[len(bom) :], name)
    utf16 = _utf16_without_bom(data)
    if utf16:
        return _finish(data, utf16)
    try:
        return Decoded(_clean(data.decode("utf-8"), data), "utf-8", [])
    except UnicodeDecodeError:
        pass
    # GBK text read as UTF-8 is almost all errors: a few among many characters are damage.
    guess = data.decode("utf-8", "replace")
    lost = guess.count("\ufffd")
    # Each takes three bytes, so that most often there cannot be enough of them.
    if lost * 10 < len(data) - len(guess) and lost * 5 < min(len(guess), len(_HAN.findall(guess))):
        return _damaged(guess, data, "utf-8")
    if _declared(data, content_type) in _BIG5:
        try:
            return Decoded(_clean(data.decode("big5hkscs"), data), "big5hkscs", [])
        except UnicodeDecodeError:
            pass
    try:
        return Decoded(_clean(data.decode("gb18030"), data), "gb18030", [])
    except UnicodeDecodeError:
        pass
    as_gb = data.decode("gb18030", "replace")
    if lost <= as_gb.count("\ufffd"):
        return _damaged(guess, data, "utf-8")
    return _damaged(as_gb, data, "gb18030")


def _finish(data: bytes, encoding: str) -> Decoded:
    return _damaged(data.decode(encoding, "replace"), data, encoding)


def _damaged(text: str, data: bytes, encoding: str) -> Decoded:
    """A text decoded from bytes some of which may have been replaced."""
    text = _clean(text, data)
    lost = text.count("\ufffd")
    issues = []
    if lost:
        issues.append(issue("undecodable_bytes", count=lost, encoding=encoding))
    return Decoded(text, encoding, issues)


def _clean(text: str, data: bytes) -> str:
    """Control characters that no page means, and that lxml refuses, become others as invisible:
    none parts a number. The bytes, whatever their encoding, are looked through much faster."""
    if len(data.translate(None, _CONTROL_BYTES)) == len(data) and not any(
        character in text for character in _NO_CHARACTERS
    ):
        return text
    return _BLANK.sub(" ", _UNSEEN.sub(_INVISIBLE, text))


def _declared(data: bytes, content_type: str | None) -> str | None:
    match = _DECLARED.search((content_type or "").encode("ascii", "ignore"))
    match = match or _DECLARED.search(data[:4096])
    return match.group(1).decode("ascii").lower() if match else None


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 is told by markup alone: every other byte of ASCII tags is zero."""
    head = data[:400]
    if len(head) < 40:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and odd > 8 * even:
        return "utf-16-le"
    if even > len(head) // 8 and even > 8 * odd:
        return "utf-16-be"
    return None
