"""Stage 2: which lines of the page are the article, and what all the others are.

Every line gets a fate for the loss ledger. Named rules (``lexicon/page.toml``) claim what is
known; about short lines that no rule knows, in an article found without a known container,
trafilatura is asked. What it would drop is dropped only when it holds no digit and no sentence:
it drops whole narratives that stand beside tables, so its word alone never costs text.
"""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass

import lxml.html
from trafilatura import bare_extraction

from govcrawl.lexicon.page import LONGEST_RULE, RULES
from govcrawl.reading.formats.html import links_file
from govcrawl.reading.header import bare_label, read_cells, starts_with_label
from govcrawl.reading.model import Block, Document
from govcrawl.reading.region import Region, find_region, is_report_like
from govcrawl.reading.text import has_han, squash
from govcrawl.reading.titles import classify_title
from govcrawl.report import Ledger

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are about our subtree

#: Lines looked at for a title, and lines a title may be wrapped over.
_TITLE_WINDOW = 40
_TITLE_LINES = 3
_TITLE_MAX = 90
#: Lines in one cell of a header block.
_CELL_LINES = 2

_SENTENCE = re.compile(r"[。；;！？]|[,，].{12,}")
_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}\s*[、.．]\s*\D)"
)
_TRAILING_DATE = re.compile(
    r"\s*[\[(（【]?\s*(?:发布(?:时间|日期)[:：]\s*)?"
    r"((?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"\s*[\])）】]?\s*$"
)
_ORGAN_LINE = re.compile(
    r"(?:局|委|办|府|会|厅|院|所|中心|处|站|队|社|校|学|馆|室|公司|部|署|街道|镇|乡|旗|省|市|县|区|州)\s*$|\d{4}\s*年度?\s*$"
)
#: What stands over a list of links behind the text.
_LIST_HEAD = re.compile(
    r"^(?!.*(?:局|委|办|府|厅|处|中心)$).*(?:相关|推荐|热点|热门|历年|往年|最新|信息|新闻|专题|链接|栏目|导航|公开|年报|报告|阅读|更多)"
)
_LIST_HEAD_MAX = 12
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class TitleLine:
    """A title as it stands in the article: its text, and the date printed behind it."""

    text: str
    date_text: str | None


@dataclass(slots=True)
class Cleaned:
    """The page after cleaning. ``head`` and ``tail`` are the lines before and after the
    narrative, for the metadata stage; ``article`` holds what may be body and tables."""

    head: list[Block]
    article: list[Block]
    tail: list[Block]
    titles: list[TitleLine]
    region: Region


def clean(document: Document) -> Cleaned:
    """Give every block of the document a fate; see the module's docstring."""
    blocks = document.blocks
    region = find_region(blocks, document.tree)
    inside = _inside(blocks, region)
    page_titles = {
        squash(document.metadata[key])
        for key in ("articletitle", "title", "og:title")
        if key in document.metadata
    }
    for block in inside:
        if block.kind == "paragraph":
            _claim(block, ("any",))
    start, titles = _find_start(inside, page_titles, whole=region.rule == "whole")
    if not titles:
        titles = _title_above(blocks[: region.start], page_titles)
    end, footer = _find_end(inside, start)
    for block in inside[end:]:
        if not _claim(block, ("any", "edge", "footer")) and footer:
            block.fate = "boilerplate:behind_footer"
    _consult_trafilatura(inside, start, end, region)

    within = {id(b) for b in inside}
    before = {id(b) for b in inside[:start]}
    article = [b for b in inside[start:] if not b.fate]
    article = _without_contents(article)
    _claim_rest(blocks, within, page_titles, {squash(b.text) for b in article})
    return Cleaned(
        head=[*blocks[: region.start], *inside[:start]],
        article=article,
        tail=[b for b in blocks[region.start :] if b.fate and id(b) not in before],
        titles=titles,
        region=region,
    )


def _inside(blocks: list[Block], region: Region) -> list[Block]:
    if region.element is None:
        return blocks[region.start : region.end]
    inside = []
    for block in blocks[region.start : region.end]:
        element = block.node
        while element is not None and element is not region.element:
            element = element.getparent()
        if element is not None:
            inside.append(block)
    return inside


def _claim(block: Block, where: tuple[str, ...]) -> bool:
    """Let the line rules claim a block; True when one did."""
    if block.fate or block.kind == "table" or len(block.text) > LONGEST_RULE * 2:
        return bool(block.fate)
    folded = squash(block.text)
    if not folded:
        block.fate = "boilerplate:blank"
        return True
    for rule in RULES:
        if rule.where in where and len(folded) <= rule.max and rule.pattern.search(folded):
            block.fate = f"{rule.category}:{rule.name}"
            return True
    if "edge" in where and len(folded) <= 200 and starts_with_label(block.text):
        block.fate = "metadata:header_block"
        return True
    return False


def is_prose(block: Block) -> bool:
    """A table, a numbered heading or a sentence: what bodies are made of."""
    if block.kind == "table":
        return True
    text = block.text
    if block.link_chars * 2 >= len(text) or not has_han(text):
        return False
    if _HEADING.match(text):
        return True
    if len(text) < 15:
        return len(text) >= 6 and text.endswith("。")
    return _SENTENCE.search(text) is not None


def split_trailing_date(text: str) -> tuple[str, str | None]:
    """A list-style title carries its date: ``…年度报告 2016-11-25``."""
    match = _TRAILING_DATE.search(text)
    if match and match.start() > 6:
        return text[: match.start()].rstrip(), match.group(1)
    return text, None


def _find_start(
    inside: list[Block], page_titles: set[str], *, whole: bool
) -> tuple[int, list[TitleLine]]:
    """Where the body starts: behind the last title that stands before the first prose."""
    titles: list[TitleLine] = []
    behind_title = 0
    i = 0
    first_prose = len(inside)
    while i < min(len(inside), _TITLE_WINDOW):
        taken = _title_at(inside, i, page_titles)
        if taken:
            lines, text, date = taken
            titles.append(TitleLine(text, date))
            for block in inside[i : i + lines]:
                block.fate = "metadata:title"
            i += lines
            behind_title = i
            continue
        block = inside[i]
        if not block.fate and is_prose(block) and not _header_row(inside, i):
            probe = Block(kind=block.kind, text=block.text)
            if not _claim(probe, ("edge", "head")):
                first_prose = i
                break
            block.fate = probe.fate
        i += 1
    else:
        first_prose = i
    start = behind_title if behind_title else (first_prose if whole else 0)
    _claim_header(inside, 0, start, ("any", "edge", "head"))
    for block in inside[:start]:
        if not block.fate:
            where = "before_title" if behind_title else "before_body"
            block.fate = f"boilerplate:{where}"
    # Between the title and the first paragraph stand dates, sources and header rows.
    _claim_header(inside, start, first_prose, ("edge", "head"))
    return start, titles


def _claim_header(inside: list[Block], start: int, end: int, where: tuple[str, ...]) -> None:
    """Claim the lines of a header block, labels and values apart in cells or ``dt``, ``dd``."""
    behind_label = False
    for i in range(start, end):
        block = inside[i]
        label = not block.fate and bare_label(block.text) is not None
        if block.fate or _claim(block, where):
            pass
        elif label or behind_label or _header_row(inside, i):
            block.fate = "metadata:header_block"
        behind_label = label


def _title_above(before: list[Block], page_titles: set[str]) -> list[TitleLine]:
    """The report's title above its container: the nearest one, when the page's own title does
    not stand nearer still (then it is a side bar's)."""
    for i in range(len(before) - 1, max(-1, len(before) - 1 - _TITLE_WINDOW), -1):
        block = before[i]
        if block.kind == "table" or block.link_chars * 2 >= len(block.text):
            continue
        if taken := _title_at(before, i, page_titles):
            lines, text, date = taken
            if classify_title(text).kind != "report":
                return []
            # the first line of a title broken in two
            for first in range(max(0, i - _TITLE_LINES + 1), i):
                longer = _title_at(before, first, page_titles)
                if longer and first + longer[0] == i + lines:
                    i, (lines, text, date) = first, longer
                    break
            for line in before[i : i + lines]:
                line.fate = "metadata:title"
            return [TitleLine(text, date)]
    return []


def _header_row(inside: list[Block], i: int) -> bool:
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


def _cell(block: Block) -> lxml.html.HtmlElement | None:
    """The table cell a block stands in."""
    element = block.node
    while element is not None and element.tag not in ("td", "th"):
        element = element.getparent()
    return element


def _title_at(
    inside: list[Block], i: int, page_titles: set[str]
) -> tuple[int, str, str | None] | None:
    """A title that starts at line ``i``: how many lines it takes, its text and its date."""
    parts: list[str] = []
    for block in inside[i : i + _TITLE_LINES]:
        if not _may_be_title(block, page_titles, first=not parts):
            return None
        text, date = split_trailing_date(block.text)
        parts.append(text)
        joined = "".join(parts)
        if _is_title(joined, page_titles):
            if len(parts) > 1 and not _ORGAN_LINE.search(parts[0]):
                # A column's name above the title is no part of it.
                without = "".join(parts[1:])
                if _is_title(without, page_titles):
                    return None
            return len(parts), joined, date
        if date is not None:
            return None
    return None


def _may_be_title(block: Block, page_titles: set[str], *, first: bool) -> bool:
    text, _ = split_trailing_date(block.text)
    if block.kind == "table" or block.fate or len(text) > _TITLE_MAX:
        return False
    if squash(text) in page_titles:
        return True
    if block.link_chars * 2 >= len(text):
        return False  # a list's entry
    if text.endswith((":", "：")) or _SENTENCE.search(text) or starts_with_label(text):
        return False
    if not first and _HEADING.match(text):
        return False
    if not has_han(text) and not _DIGIT.search(text):
        return False
    return not _claim(Block(kind="paragraph", text=block.text), ("edge", "head"))


def _is_title(text: str, page_titles: set[str]) -> bool:
    folded = squash(text)
    if folded in page_titles:
        return True
    if len(folded) >= 12 and any(page.startswith(folded) for page in page_titles):
        return True
    return classify_title(text).kind == "report"


def _find_end(inside: list[Block], start: int) -> tuple[int, bool]:
    """Where the tail starts, and whether a footer opens it: the first footer line behind the
    last report-like block; before it the trailing lines that edge rules claim, and lists of
    links with their headings."""
    last = start
    for i in range(len(inside) - 1, start - 1, -1):
        block = inside[i]
        if not block.fate and is_report_like(block):
            last = i + 1
            break
    end = len(inside)
    footer = False
    for i in range(last, len(inside)):
        probe = Block(kind="paragraph", text=inside[i].text)
        if inside[i].kind == "paragraph" and _claim(probe, ("footer",)):
            end, footer = i, True
            break
    listed = False
    while end > last:
        block = inside[end - 1]
        if block.kind == "table":
            break
        if not _claim(block, ("any", "edge")):
            if block.link_chars * 2 >= len(block.text):
                linked = block.node is not None and links_file(block.node)
                block.fate = "metadata:attachments" if linked else "boilerplate:link_list"
                listed = listed or not linked
            elif listed and len(block.text) <= _LIST_HEAD_MAX and _LIST_HEAD.search(block.text):
                block.fate = "boilerplate:link_list"
            else:
                break
        end -= 1
    return end, footer


def _without_contents(article: list[Block]) -> list[Block]:
    """A table of contents whose entries are links to the headings leaves the body."""
    linked = [b for b in article if b.link_chars and b.link_chars * 2 >= len(b.text)]
    if not linked:
        return article
    said = {squash(b.text) for b in article if b.link_chars * 2 < len(b.text)}
    for block in linked:
        if squash(block.text) in said:
            block.fate = "boilerplate:contents"
    return [b for b in article if not b.fate]


def _consult_trafilatura(inside: list[Block], start: int, end: int, region: Region) -> None:
    """Ask trafilatura about short lines that no rule decides (see the module's docstring)."""
    if region.rule != "density" or region.element is None:
        return
    doubtful = [
        block
        for block in inside[start:end]
        if not block.fate
        and block.kind == "paragraph"
        and len(block.text) <= 24
        and block.link_chars
        and not is_prose(block)
        and not _DIGIT.search(block.text)
    ]
    if not doubtful:
        return
    kept = _trafilatura_text(region.element)
    if kept is None:
        return
    for block in doubtful:
        if squash(block.text) not in kept:
            block.fate = "boilerplate:trafilatura"


def _trafilatura_text(element: lxml.html.HtmlElement) -> str | None:
    page = lxml.html.Element("html")
    body = lxml.html.Element("body")
    page.append(body)
    body.append(copy.deepcopy(element))  # extraction changes the tree it is given
    try:
        extracted = bare_extraction(
            page, fast=True, include_tables=False, include_comments=False, with_metadata=False
        )
    except Exception:  # a third party's code on arbitrary markup must not cost the page
        return None
    return squash(getattr(extracted, "text", None) or "") if extracted is not None else None


def _claim_rest(
    blocks: list[Block], within: set[int], page_titles: set[str], article: set[str]
) -> None:
    """Lines outside the article: navigation, furniture, footer, a second copy of the article
    (for telephones); other sentences stay unassigned."""
    label_rows = {
        block.row
        for i, block in enumerate(blocks)
        if block.row is not None
        and not block.fate
        and bare_label(block.text)
        and _header_row(blocks, i)
    }
    behind_label = False
    for block in blocks:
        if block.fate or id(block) in within:
            behind_label = False
            continue
        text = block.text
        label = bare_label(text) is not None
        if squash(text) in article:
            block.fate = "boilerplate:second_copy"
        elif block.kind == "table":
            block.fate = "unassigned"
        elif (
            label
            or (block.row in label_rows and len(text) <= 400)
            or (behind_label and len(text) <= 80)
        ):
            block.fate = "metadata:header_block"
        elif _claim(block, ("any", "edge", "head", "footer")):
            pass
        elif block.link_chars * 2 >= len(text):
            block.fate = "boilerplate:navigation"
        elif squash(text) in page_titles:
            block.fate = "metadata:title"
        elif len(text) <= 30 or not has_han(text) or not _SENTENCE.search(text):
            block.fate = "boilerplate:page_furniture"
        else:
            block.fate = "unassigned"
        behind_label = label


def ledger(blocks: list[Block]) -> Ledger:
    """Add up the fates. Lengths count characters without white space."""
    totals = dict.fromkeys(
        ("body", "table", "metadata", "boilerplate", "other_document", "unassigned"), 0
    )
    rules: dict[str, int] = {}
    for block in blocks:
        size = len(block.text) - block.text.count(" ")
        kind, _, rule = (block.fate or "unassigned").partition(":")
        totals[kind] += size
        if rule:
            rules[rule] = rules.get(rule, 0) + size
    return Ledger(
        visible=sum(totals.values()),
        body=totals["body"],
        table=totals["table"],
        metadata=totals["metadata"],
        boilerplate=totals["boilerplate"],
        other_documents=totals["other_document"],
        unassigned=totals["unassigned"],
        rules=dict(sorted(rules.items())),
    )
