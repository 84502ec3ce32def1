"""Tags with more attributes than any page has: libxml2 holds each against all before it, and a
megabyte of them would take hours."""

from __future__ import annotations

import re

_SHORT = 60_000  # characters of a page that cannot cost more than half a second
_LIMIT = 1000  # attributes of one tag
_LONG = 8192  # characters of a tag with so many
_HIDDEN = re.compile(r"""=\s*["'][^"'>]*>""")  # a value may hold the mark that ends a tag
_RAW = re.compile(r"<(script|style|textarea|title|xmp|!--)", re.IGNORECASE)
_TAG = re.compile(r"""<[a-zA-Z][^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*>""")
_NAME = re.compile(r"<[a-zA-Z][^\s/>]{0,100}")
_ATTRIBUTE = re.compile(r"""[\s/"'](?=[^\s/"'=>])""")


def tame(text: str) -> str:
    """The page without the attributes of such tags; the very same string where it has none.
    Linear in its length.

    >>> tame("<p " + "".join(f'a{n}=">" ' for n in range(9000)) + ">text</p>")
    '<p>text</p>'
    """
    if len(text) < _SHORT:
        return text
    if not _runs_on(text) and _few(_HIDDEN, text):
        return text
    kept: list[str] = []
    done = at = 0
    while (at := text.find("<", at)) >= 0:
        raw = _RAW.match(text, at)
        if raw is not None:
            end = "-->" if raw[1] == "!--" else f"</{raw[1]}"
            at = text.find(end, raw.end())
            if at < 0:
                break
            at += len(end)
            continue
        tag = _TAG.match(text, at)
        end_at = tag.end() if tag is not None else len(text)
        if tag is None and not text[at + 1 : at + 2].isalpha():
            at += 1
            continue
        if end_at - at > _LONG // 2 and not _few(_ATTRIBUTE, text[at:end_at]):
            name = _NAME.match(text, at)
            kept += [text[done:at], name[0] if name else "", ">"]
            done = end_at
        at = end_at
    return "".join([*kept, text[done:]]) if kept else text


def _runs_on(text: str) -> bool:
    """Whether ``_LONG`` characters in a row hold no end of a tag."""
    at = 0
    while at + _LONG <= len(text):
        end = text.rfind(">", at, at + _LONG)
        if end < 0:
            return True
        at = end + 1
    return False


def _few(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern is found in a text no more often than a tag has attributes."""
    return all(count < _LIMIT for count, _ in enumerate(pattern.finditer(text)))
