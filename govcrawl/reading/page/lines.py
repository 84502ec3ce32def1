"""Single lines of a page: what rules claim them, what is prose, what belongs to a header block."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml.etree import _Element as HtmlElement

from govcrawl.lexicon.page import LONGEST_RULE, RULES, LineRule
from govcrawl.reading.model import Block
from govcrawl.reading.page.header import bare_label, read_cells, starts_with_label
from govcrawl.text import has_han, squash
from govcrawl.text.patterns import HAN_HEADING

#: Lines in one cell of a header block.
_CELL_LINES = 2

SENTENCE = re.compile(r"[。；;！？]|[,，].{12,}")
_HEADING = re.compile(rf"^(?:{HAN_HEADING}|[0-9]{{1,2}}[、.][^0-9])")
_HEAD = 12  # characters that hold the number of a heading


def claim(block: Block, where: tuple[str, ...]) -> bool:
    """Let the line rules claim a block; True when one did."""
    if block.fate or block.kind == "table" or len(block.text) > LONGEST_RULE * 2:
        return bool(block.fate)
    folded = squash(block.text)
    if not folded:
        block.settle("boilerplate", "blank")
        return True
    rule = _rule_of(folded, where)
    if rule is not None:
        block.settle(rule.category, rule.name)
        return True
    if "edge" in where and len(folded) <= 200 and starts_with_label(block.text):
        block.settle("metadata", "header_block")
        return True
    return False


@cache
def _rules_for(where: tuple[str, ...]) -> tuple[LineRule, ...]:
    return tuple(rule for rule in RULES if rule.where in where)


@cache
def _patterns_for(where: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What the lines that any of the rules claims start with, and what they hold: most lines
    are claimed by none."""
    starts = [f"(?:{rule.starts.pattern})" for rule in _rules_for(where) if rule.starts]
    within = [f"(?:{rule.within.pattern})" for rule in _rules_for(where) if rule.within]
    never = "(?!)"
    return (
        re.compile("|".join(starts) or never, re.IGNORECASE),
        re.compile("|".join(within) or never, re.IGNORECASE),
    )


@lru_cache(maxsize=1024)  # the pages of a site repeat their furniture
def _rule_of(folded: str, where: tuple[str, ...]) -> LineRule | None:
    """The first rule that claims a line."""
    starts, within = _patterns_for(where)
    if not (starts.match(folded) or within.search(folded)):
        return None
    return next((rule for rule in _rules_for(where) if rule.claims(folded)), None)


def is_heading(text: str) -> bool:
    """Whether a line begins with the number of a heading."""
    return _HEADING.match(squash(text[:_HEAD])) is not None


def is_prose(block: Block) -> bool:
    """A table, a numbered heading or a sentence: what bodies are made of."""
    if block.kind == "table":
        return True
    text = block.text
    if block.is_links or not has_han(text):
        return False
    if is_heading(text):
        return True
    if len(text) < 15:
        return len(text) >= 6 and text.endswith("。")
    return SENTENCE.search(text) is not None


def header_row(inside: list[Block], i: int) -> bool:
    """Whether a block is a cell of a header block's row (``索引号 | … | 发布机构 | …``); a cell
    that holds many lines is a layout's, with the article in it."""
    row = inside[i].row
    if row is None:
        return False
    line = [b for b in inside[max(0, i - 12) : i + 12] if b.row is row]
    own = _cell(inside[i])
    if sum(1 for b in line if _cell(b) is own) > _CELL_LINES:
        return False
    cells = [b.text for b in line]
    pairs = read_cells(cells)
    return bool(pairs) and any(bare_label(c) or starts_with_label(c) for c in cells)


def _cell(block: Block) -> HtmlElement | None:
    """The table cell a block is in."""
    element: HtmlElement | None = block.node
    while element is not None and element.tag not in ("td", "th"):
        element = element.getparent()
    return element


def claim_header(inside: list[Block], start: int, end: int, where: tuple[str, ...]) -> None:
    """Claim the lines of a header block, labels and values apart in cells or ``dt``, ``dd``."""
    behind_label = False
    for i in range(start, end):
        block = inside[i]
        label = not block.fate and bare_label(block.text) is not None
        if block.fate or claim(block, where):
            pass
        elif label or behind_label or header_row(inside, i):
            block.settle("metadata", "header_block")
        behind_label = label
