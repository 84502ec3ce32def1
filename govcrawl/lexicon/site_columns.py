"""Loads ``site_columns.toml``: the words by which the annual-report column and its pages are found."""

from __future__ import annotations

import re

import msgspec

from govcrawl.lexicon.loading import load_toml


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; an unknown or missing key is an error when the file is loaded."""


class _Column(_Strict, frozen=True):
    exact: str
    part: str
    slug: str
    other: str


class _Hub(_Strict, frozen=True):
    names: list[str]


class _Layer(_Strict, frozen=True):
    name: str
    body: str


class _Bodies(_Strict, frozen=True):
    hub: str
    other: str


class _Empty(_Strict, frozen=True):
    notice: str


class _Paging(_Strict, frozen=True):
    next: str
    total: str


class _Columns(_Strict, frozen=True):
    column: _Column
    hub: _Hub
    layer: _Layer
    bodies: _Bodies
    empty: _Empty
    paging: _Paging


_DATA = load_toml("site_columns.toml", _Columns)

COLUMN_EXACT = re.compile(_DATA.column.exact)
COLUMN_PART = re.compile(_DATA.column.part)
COLUMN_SLUG = re.compile(_DATA.column.slug, re.IGNORECASE)
COLUMN_OTHER = re.compile(_DATA.column.other)
HUBS = tuple(re.compile(name) for name in _DATA.hub.names)
LAYER = re.compile(_DATA.layer.name)
BODY = re.compile(_DATA.layer.body)
BODIES_HUB = re.compile(_DATA.bodies.hub)
NO_BODY = re.compile(_DATA.bodies.other)
EMPTY_NOTICE = re.compile(_DATA.empty.notice)
NEXT_PAGE = re.compile(_DATA.paging.next)
TOTAL_PAGES = re.compile(_DATA.paging.total)
#: A link that scores at least so leads to the column.
COLUMN_FOUND = 3


def column_score(name: str, url: str) -> int:
    """How likely a link leads to the annual-report column; see ``COLUMN_FOUND``.

    ``name`` is the folded anchor text, ``url`` its absolute address.

    >>> column_score("政府信息公开年报", "http://x.gov.cn/a/")
    3
    >>> column_score("企业年报", "http://x.gov.cn/a/")
    0
    """
    if len(name) > 24 or COLUMN_OTHER.search(name):
        return 0
    score = 0
    if COLUMN_EXACT.fullmatch(name):
        score += 3
    elif COLUMN_PART.search(name):
        score += 2
    if score and COLUMN_SLUG.search(url):
        score += 2
    return score
