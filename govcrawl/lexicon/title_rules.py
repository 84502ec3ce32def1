"""Loads ``titles.toml``: the words by which titles are distinguished."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from govcrawl.lexicon.loading import load_toml

TitleKind: TypeAlias = Literal[
    "report",
    "maybe",
    "notice",
    "interpretation",
    "quarterly_statistics",
    "guide",
    "news",
    "finance",
    "website_report",
    "rule_of_law_report",
    "enterprise_report",
    "university_report",
    "work_summary",
    "other_disclosure",
    "correction",
    "collection",
    "template",
    "other",
]
Scope: TypeAlias = Literal["any", "before", "after", "without"]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; an unknown or missing key is an error when the file is loaded."""


class Core(_Strict, frozen=True):
    """The words of a report's title, and what may surround them."""

    disclosure: list[str]
    filler: list[str]
    report: list[str]
    typing_errors: int
    typing_targets: list[str]
    typing_exempt: list[str]
    subject: str
    tail: list[str]
    column_heads: str
    uninformative: str


class TitleRule(_Strict, frozen=True):
    """A title is ``kind`` where ``pattern`` is found in ``scope`` and ``unless`` is not.

    ``carries``: a page of such a title may still hold a report's whole text, and is one then.
    ``examples`` are titles (of no real body) that the rule decides, ``never`` titles that look
    like them and are left to other rules; the tests hold the rule to both.
    """

    id: str
    kind: TitleKind
    scope: Scope
    pattern: str
    unless: str | None = None
    carries: bool = False
    examples: list[str] = []
    never: list[str] = []


class Refusal(_Strict, frozen=True):
    """An opening that holds ``pattern`` belongs to a page of ``kind``."""

    id: str
    kind: TitleKind
    pattern: str


class Body(_Strict, frozen=True):
    """A text in which ``pattern`` is found ``least`` times, and ``unless`` is not, is no report's.
    Matched on folded paragraphs, each after a line feed. ``titled``: ``any`` whatever the title; ``open`` not
    where a report's title is over a report's whole build; ``never`` only without a title."""

    id: str
    kind: TitleKind
    pattern: str
    least: int = 1
    titled: Literal["any", "open", "never"] = "open"
    unless: str | None = None
    examples: list[str] = []


class Lift(_Strict, frozen=True):
    """What turns a doubtful title into a report."""

    column: str
    slug: str
    statements: list[str]
    headings: list[str]
    title_line_length: int
    title_lines: int
    refusal: list[Refusal]


class Injection(_Strict, frozen=True):
    """The marks of pages that aggregators and injectors have rewritten."""

    words: list[str]
    advertisement: str
    pronunciation: str
    pronunciations: int
    traditional: int


class TitleLexicon(_Strict, frozen=True):
    """``titles.toml`` as a whole."""

    core: Core
    rule: list[TitleRule]
    body: list[Body]
    lift: Lift
    injection: Injection


TITLES = load_toml("titles.toml", TitleLexicon)
