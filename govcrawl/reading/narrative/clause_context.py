"""What a reader of a narrative keeps from one clause to the next."""

from __future__ import annotations

import re

import msgspec

from govcrawl.reading.narrative.numbers import Quantity
from govcrawl.reading.narrative.result import Fate
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.report import (
    Modifier,
    Number,
    Scope,
)
from govcrawl.text import Folded

_STATED = re.compile(
    r"(?:期限|时限|时间)[^。\n]{0,12}?(20[0-9]{2})年1?月?1日[^。\n]{0,8}\1年12月31日"
)


class Figure(msgspec.Struct, gc=False):
    """A reading before the document is looked at as a whole."""

    metric: str
    span: tuple[int, int]
    value: Number | None
    unit: str | None
    modifier: Modifier
    bounds: tuple[Number | None, Number | None]
    sentence: Sentence
    scope: Scope
    reason: str = ""
    part: bool = False
    accept: bool = False


class State:
    """Where the reader is: the topic, the medium and the list in force, what it has read."""

    def __init__(self, body: str, folded: Folded, report_year: int | None, own: str) -> None:
        self._body = body
        self.folded = folded
        self._year = report_year
        stated = _STATED.search(folded.text)
        if stated and report_year is not None and abs(int(stated[1]) - report_year) == 1:
            # the text's own period outranks a misprinted title
            self._year = int(stated[1])
        self._own = own
        self.figures: list[Figure] = []
        self.fates: list[Fate] = []
        self.tried = 0
        #: The sentence quoted last as evidence: as printed, from where to where.
        self._quoted: tuple[Sentence, str, int, int] | None = None
        self._topic: tuple[str, ...] = ()
        self._listing = -9
        self._line = 0
        self._medium: tuple[str, ...] = ()
        #: The media that the sentence's numbers count: 17个微信公众号.
        self._counted_media: set[str] = set()
        self._document = ""
        self._before = ""
        self._numbers: list[Quantity] = []
        self._listed: Sentence | None = None
        #: Whether the heading says that ways of disclosure follow: 二、公开形式.
        self._ways = False
        self._metric_of: dict[int, str] = {}
        self._bodies: dict[str, str] = {}
        self._ellipsis: tuple[str, str, str | None, str] | None = None
        self._other = ""
        self._asked: tuple[Sentence, bool] | None = None
        #: The other body a sentence is about: its text, the body, its first metric's family, and
        #: where that figure ends.
        self._subject: tuple[str, str, str, int] | None = None
        #: The share told last: its sentence, where it ends, and whose share it is.
        self._share_of: tuple[Sentence, int, str] | None = None
