"""Tells block, challenge and soft error pages from content. They are reported, never solved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import AnyStr, NamedTuple

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.messages import Message, say
from govcrawl.text import sought

_HEAD = 64 * 1024  # bytes looked at: pages of this kind are short
_WHOLE = 1024 * 1024  # a page beyond this is not thin
_OPENED = re.compile(r"<(script|style)\b", re.IGNORECASE | re.ASCII)
_CLOSED = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in ("script", "style")}
_OPENED_BYTES = re.compile(rb"<(script|style)\b", re.IGNORECASE)
_CLOSED_BYTES = {name: re.compile(rb"</" + name, re.IGNORECASE) for name in (b"script", b"style")}
_LINK = re.compile(r"<a\b(?:(?!</a).){0,2000}", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,4000}>")
#: The beginning of a link, or a longer piece of text after a tag.
_PIECE = re.compile(rb"<[aA]\b|>[^<>]{40,}")
_LONGEST_LINK = 8000  # bytes: more than the characters of a link that are left out
_HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<", re.DOTALL)


class _Challenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    status: list[int] = []
    body: str | None = None
    thin: int | None = None
    unless: str | None = None
    shown: bool = False


class _Challenges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    challenge: list[_Challenge]


class _PageMark(NamedTuple):
    message: Message
    status: frozenset[int]
    body: re.Pattern[str] | None
    thin: int | None
    unless: re.Pattern[str] | None
    shown: bool


_RULES = tuple(
    _PageMark(
        say(c.code),
        frozenset(c.status),
        re.compile(c.body) if c.body else None,
        c.thin,
        re.compile(c.unless) if c.unless else None,
        c.shown,
    )
    for c in load_toml("challenges.toml", _Challenges).challenge
)


sought.expect(*(rule.body for rule in _RULES if rule.body is not None))
#: Beyond so many visible characters no page is thin.
_THICK = max((rule.thin for rule in _RULES if rule.thin is not None), default=0)


def recognise(status: int, body: bytes, there: frozenset[str] | None = None) -> Message | None:
    """What was sent in place of the page asked for, or None where it looks like a page. ``there``: the
    texts sought that the bytes hold, where they were searched before.

    >>> recognise(521, b"").code
    'blocked.jsl'
    >>> recognise(200, b"<script>$_ts=window['$_ts'];</script>").code
    'blocked.ruishu'
    >>> recognise(200, "<p>年度报告</p>".encode())
    """
    page = _Page(body, there)
    return next((rule.message for rule in _RULES if page.answers(rule, status)), None)


class _Page:
    """The bytes of a response, and what the rules have asked about them so far."""

    def __init__(self, body: bytes, there: frozenset[str] | None) -> None:
        self.body, self._there = body, there

    @cached_property
    def head(self) -> str:
        if not (_HTML.match(self.body) or not self.body):
            return ""
        head = self.body[:_HEAD].decode("utf-8", "replace")
        return self.body[:_HEAD].decode("gb18030", "replace") if "\ufffd" in head else head

    @cached_property
    def shown(self) -> str:
        """The head without scripts and styles."""
        return "".join(_unscripted(self.head, _OPENED, _CLOSED))

    @cached_property
    def there(self) -> frozenset[str] | None:
        return sought.held(self.body) if self._there is None else self._there

    @cached_property
    def visible(self) -> int:
        return _visible(self.body)

    @cached_property
    def thick(self) -> bool:
        return _shows(self.body, _THICK)

    def answers(self, rule: _PageMark, status: int) -> bool:
        """Whether a rule holds of the page."""
        if rule.status and status not in rule.status:
            return False
        if rule.body is None:
            return True
        text = self.head if self.there is None else ""
        if not sought.may_hold(rule.body, text, self.there):
            return False
        if rule.thin is not None and self.thick:
            return False
        if not rule.body.search(self.shown if rule.shown else self.head):
            return False
        if rule.unless and sought.search(rule.unless, self.head):
            return False
        return rule.thin is None or self.visible < rule.thin


def _shows(body: bytes, number: int) -> bool:
    """Whether a page shows at least so many characters: only its longer pieces of text are
    counted, which is quickly done; what is shorter is most likely furniture."""
    left, done = number, 0
    text = b"".join(_unscripted(body, _OPENED_BYTES, _CLOSED_BYTES))
    for piece in _PIECE.finditer(text):
        if piece.start() < done:
            continue
        if piece[0][:1] == b"<":  # a link, to its end
            end = text.find(b"</a", piece.end(), piece.end() + _LONGEST_LINK)
            other = text.find(b"</A", piece.end(), end if end >= 0 else piece.end() + _LONGEST_LINK)
            ends = [at for at in (end, other) if at >= 0]
            done = min(ends, default=piece.end() + _LONGEST_LINK)
            continue
        left -= len("".join(piece[0][1:].decode("utf-8", "replace").split()))
        if left <= 0:
            return True
    return False


def _unscripted(
    text: AnyStr, opened: re.Pattern[AnyStr], closed: Mapping[AnyStr, re.Pattern[AnyStr]]
) -> Iterator[AnyStr]:
    """The pieces of a page outside its scripts and styles, which end where they are closed."""
    done = 0
    for script in opened.finditer(text):
        if script.start() < done:
            continue
        yield text[done : script.start()]
        end = closed[script[1].lower()].search(text, script.end())
        done = end.start() if end is not None else len(text)
    yield text[done:]


def _visible(body: bytes) -> int:
    """Characters that the page shows outside its links, white space not counted: a site's
    menus may be around the shortest of notices."""
    if len(body) > _WHOLE:
        return _WHOLE
    text = "".join(_unscripted(body.decode("utf-8", "replace"), _OPENED, _CLOSED))
    return len("".join(_TAG.sub("", _LINK.sub("", text)).split()))
