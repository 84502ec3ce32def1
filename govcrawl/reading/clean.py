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
from dataclasses import dataclass, field
from itertools import islice

import lxml.html
from lxml.etree import _Element as HtmlElement
from trafilatura import bare_extraction

from govcrawl.reading.formats.html import links_file
from govcrawl.reading.header import bare_label
from govcrawl.reading.headlines import (
    TitleLine,
    beside,
    completeness,
    find_start,
    main_headings,
    title_above,
)
from govcrawl.reading.lines import SENTENCE, claim, header_row, is_prose
from govcrawl.reading.model import Block, Document
from govcrawl.reading.region import Region, find_region, is_report_like
from govcrawl.report import Ledger
from govcrawl.text import even, has_han, squash

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are about our subtree

#: What stands over a list of links behind the text.
_LIST_HEAD = re.compile(
    r"^(?!.*(?:局|委|办|府|厅|处|中心)$).*(?:相关|推荐|热点|热门|历年|往年|最新|信息|新闻|专题|链接|栏目|导航|公开|年报|报告|阅读|更多)"
)
_LIST_HEAD_MAX = 12
#: Elements of an article that trafilatura is asked about: it takes more than twice as long for
#: twice as many, and articles have some thousands.
_MAX_ASKED = 10_000
_DIGIT = re.compile(r"\d")
#: Blocks among which a page's main heading stands, and what makes it a report's.
_HEAD = 120
_OF_REPORT = re.compile(r"报告|年报|報告|年報")


@dataclass(slots=True)
class Cleaned:
    """The page after cleaning. ``head`` and ``tail`` are the lines before and after the
    narrative, for the metadata stage; ``article`` holds what may be body and tables."""

    head: list[Block]
    article: list[Block]
    tail: list[Block]
    titles: list[TitleLine]
    region: Region
    #: Lines above and below the headline that are nothing but an organ's name.
    beside: list[str] = field(default_factory=list)


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
    page_titles |= {
        squash(heading)
        for heading in main_headings(blocks[:_HEAD])
        if _OF_REPORT.search(heading) and completeness(heading)
    }
    for block in inside:
        if block.kind == "paragraph":
            claim(block, ("any",))
    start, titles = find_start(inside, page_titles, whole=region.rule == "whole")
    if not titles:
        titles = title_above(blocks[: region.start], page_titles)
    end, footer = _find_end(inside, start)
    for block in inside[end:]:
        if not claim(block, ("any", "edge", "footer")) and footer:
            block.settle("boilerplate", "behind_footer")
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
        beside=_beside(blocks, inside, titles),
    )


def _beside(blocks: list[Block], inside: list[Block], titles: list[TitleLine]) -> list[str]:
    """Names of organs above and below the headline, or at the head of the article."""
    headline = [i for i, b in enumerate(blocks) if b.fate == "metadata:title"]
    if titles and headline:
        return beside(blocks, headline[0], headline[-1] + 1)
    return beside(inside, 0, 0)


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
        if inside[i].kind == "paragraph" and claim(probe, ("footer",)):
            end, footer = i, True
            break
    listed = False
    while end > last:
        block = inside[end - 1]
        if block.kind == "table":
            break
        if not claim(block, ("any", "edge")):
            if block.is_links:
                linked = block.node is not None and links_file(block.node)
                if linked:
                    block.settle("metadata", "attachments")
                else:
                    block.settle("boilerplate", "link_list")
                listed = listed or not linked
            elif (
                listed and len(block.text) <= _LIST_HEAD_MAX and _LIST_HEAD.search(even(block.text))
            ):
                block.settle("boilerplate", "link_list")
            else:
                break
        end -= 1
    return end, footer


def _without_contents(article: list[Block]) -> list[Block]:
    """A table of contents whose entries are links to the headings leaves the body."""
    linked = [b for b in article if b.link_chars and b.is_links]
    if not linked:
        return article
    said = {squash(b.text) for b in article if not b.is_links}
    for block in linked:
        if squash(block.text) in said:
            block.settle("boilerplate", "contents")
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
    if not doubtful or sum(1 for _ in islice(region.element.iter(), _MAX_ASKED)) == _MAX_ASKED:
        return
    kept = _trafilatura_text(region.element)
    if kept is None:
        return
    for block in doubtful:
        if squash(block.text) not in kept:
            block.settle("boilerplate", "trafilatura")


def _trafilatura_text(element: HtmlElement) -> str | None:
    page = lxml.html.Element("html")
    body = lxml.html.Element("body")
    page.append(body)
    # extraction changes the tree it is given, whose elements become lxml.html's with their parent
    body.append(copy.deepcopy(element))
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
        and header_row(blocks, i)
    }
    behind_label = False
    for block in blocks:
        if block.fate or id(block) in within:
            behind_label = False
            continue
        text = block.text
        label = bare_label(text) is not None
        if squash(text) in article:
            block.settle("boilerplate", "second_copy")
        elif block.kind == "table":
            block.settle("unassigned")
        elif (
            label
            or (block.row in label_rows and len(text) <= 400)
            or (behind_label and len(text) <= 80)
        ):
            block.settle("metadata", "header_block")
        elif claim(block, ("any", "edge", "head", "footer")):
            pass
        elif block.is_links:
            block.settle("boilerplate", "navigation")
        elif squash(text) in page_titles:
            block.settle("metadata", "title")
        elif len(text) <= 30 or not has_han(text) or not SENTENCE.search(text):
            block.settle("boilerplate", "page_furniture")
        else:
            block.settle("unassigned")
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
