"""Tells block, challenge and soft error pages from content. They are reported, never solved."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.messages import Message, say
from govcrawl.text.sought import may_hold, search

_HEAD = 64 * 1024  # bytes looked at: pages of this kind are short
_WHOLE = 1024 * 1024  # a page beyond this is not thin
_SCRIPT = re.compile(r"<(script|style)\b(?:(?!</\1).)*", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<a\b(?:(?!</a).){0,2000}", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,4000}>")
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


class _Rule(NamedTuple):
    message: Message
    status: frozenset[int]
    body: re.Pattern[str] | None
    thin: int | None
    unless: re.Pattern[str] | None
    shown: bool


_RULES = tuple(
    _Rule(
        say(c.code),
        frozenset(c.status),
        re.compile(c.body) if c.body else None,
        c.thin,
        re.compile(c.unless) if c.unless else None,
        c.shown,
    )
    for c in load_toml("challenges.toml", _Challenges).challenge
)


def recognise(status: int, body: bytes) -> Message | None:
    """What stands in for the page asked for, or None where it looks like a page.

    >>> recognise(521, b"").code
    'blocked.jsl'
    >>> recognise(200, b"<script>$_ts=window['$_ts'];</script>").code
    'blocked.ruishu'
    >>> recognise(200, "<p>年度报告</p>".encode())
    """
    head = body[:_HEAD].decode("utf-8", "replace") if _HTML.match(body) or not body else ""
    if "\ufffd" in head:
        head = body[:_HEAD].decode("gb18030", "replace")
    visible: int | None = None
    shown: str | None = None
    for rule in _RULES:
        if rule.status and status not in rule.status:
            continue
        if rule.body is not None:
            if not may_hold(rule.body, head):
                continue
            if rule.shown and shown is None:
                shown = _SCRIPT.sub("", head)
            text = shown if rule.shown and shown is not None else head
            if not rule.body.search(text) or (rule.unless and search(rule.unless, head)):
                continue
            if rule.thin is not None:
                visible = _visible(body) if visible is None else visible
                if visible >= rule.thin:
                    continue
        return rule.message
    return None


def _visible(body: bytes) -> int:
    """Characters that the page shows outside its links, white space not counted: a site's
    menus may stand around the shortest of notices."""
    if len(body) > _WHOLE:
        return _WHOLE
    text = body.decode("utf-8", "replace")
    return len("".join(_TAG.sub("", _LINK.sub("", _SCRIPT.sub("", text))).split()))
