"""Which lines of the page are the article, and what all the others are.

Every line gets a fate for the loss ledger. Named rules (``lexicon/page.toml``) claim what is
known; about lines of the article that no rule knows trafilatura is asked (``reading.kept``). What
it would drop is dropped only where it holds no figure, no denial and no sentence and is not set as
the text's own lines are: trafilatura drops lists of facts and whole narratives beside tables, so its
word alone never costs text. A sentence that it keeps and a rule dropped is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from govcrawl.lexicon.page import REPORT_WORDS
from govcrawl.reading.formats.html.html import links_file
from govcrawl.reading.model import Block, Document
from govcrawl.reading.page.article_region import Region, find_region, is_report_like
from govcrawl.reading.page.header import bare_label
from govcrawl.reading.page.headlines import (
    TitleLine,
    beside,
    completeness,
    find_start,
    main_headings,
    title_above,
)
from govcrawl.reading.page.kept import kept_text
from govcrawl.reading.page.lines import SENTENCE, claim, header_row, is_prose
from govcrawl.reading.page.signature import is_organ
from govcrawl.report import Ledger
from govcrawl.text import even, has_han, squash
from govcrawl.text.numerals import NUMERALS

#: What is over a list of links after the text.
_LIST_HEAD = re.compile(
    r"^(?!.*(?:局|委|办|府|厅|处|中心)$).*(?:相关|推荐|热点|热门|历年|往年|最新|信息|新闻|专题|链接|栏目|导航|公开|年报|报告|阅读|更多)"
)
_LIST_HEAD_MAX = 12
#: Facts that are never left to trafilatura: digits, numerals that count something, denials.
_FACT = re.compile(rf"\d|[{NUMERALS}][个件条次人份元篇项起宗例名部期场批类年月日]|[未无零]|没有")
#: Rules whose sentences are elsewhere in the article too.
_REPEATED = frozenset({"boilerplate:second_copy", "boilerplate:contents"})
#: Characters of a dropped sentence that is worth a word.
_SENTENCE_MIN = 15
#: Blocks among which a page's main heading is, and what makes it a report's.
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
    #: Sentences that a rule dropped and trafilatura keeps.
    disputed: list[Block] = field(default_factory=list)


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
    disputed = _consult_trafilatura(inside, start, region)

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
        disputed=disputed,
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
    """Where the tail starts, and whether a footer opens it: the first footer line after the
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


def _consult_trafilatura(inside: list[Block], start: int, region: Region) -> list[Block]:
    """Ask trafilatura about the lines that no rule decides; the sentences that it keeps and that
    rules dropped."""
    if region.element is None:
        return []
    doubtful = _doubtful(inside[start:])
    dropped = [b for b in inside if b.fate.startswith("boilerplate:") and _is_dropped_sentence(b)]
    if not (doubtful or dropped):
        return []
    kept = kept_text(region.element, inside)
    if kept is None:
        return []
    for block in doubtful:
        if squash(block.text) not in kept:
            block.settle("boilerplate", "trafilatura")
    return [block for block in dropped if squash(block.text) in kept]


def _doubtful(article: list[Block]) -> list[Block]:
    """Lines about which trafilatura's word counts: no rule has decided them, they hold no figure,
    no denial and no sentence, and they are not set as the text's own lines are."""
    open_ = [block for block in article if not block.fate]
    own = {_setting(block) for block in open_ if _is_text(block)}
    found = []
    for i, block in enumerate(open_):
        if block.kind == "table" or _is_text(block) or SENTENCE.search(block.text):
            continue
        if _FACT.search(block.text) or _setting(block) in own:
            continue
        if not block.link_chars and _belongs(block, open_[i + 1] if i + 1 < len(open_) else None):
            continue
        found.append(block)
    return found


def _belongs(block: Block, behind: Block | None) -> bool:
    """Whether a line is a signature's name or a table's caption, is about disclosure, or leads to
    the text after it."""
    if is_organ(block.text) or REPORT_WORDS.search(squash(block.text)):
        return True
    if behind is None:
        return False
    if behind.kind == "table":
        return True
    leads = block.prominent or block.text.endswith((":", "："))
    return leads and (is_prose(behind) or behind.prominent)


def _is_text(block: Block) -> bool:
    return block.kind == "paragraph" and is_prose(block)


def _setting(block: Block) -> tuple[str | None, ...]:
    """How a line is set: its element and the one around it, by tag and class."""
    if block.node is None:
        return ()
    around = block.node.getparent()
    if around is None:
        return (block.node.tag, block.node.get("class"))
    return (block.node.tag, block.node.get("class"), around.tag, around.get("class"))


def _is_dropped_sentence(block: Block) -> bool:
    return (
        block.fate not in _REPEATED
        and not block.is_links
        and len(block.text) >= _SENTENCE_MIN
        and SENTENCE.search(block.text) is not None
    )


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
