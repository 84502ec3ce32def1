"""The documents in an article, and which of them are annual reports.

A page may carry several reports, excerpts of other reports, and remarks of third parties. A new document
starts where a report's title or opening sentence occurs again, where the numbering starts
over after tables or a signature, and where prose goes on after the closing schedules.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from govcrawl.reading.agency.agency_names import name_in_title
from govcrawl.reading.model import Block
from govcrawl.reading.page.headlines import TitleLine, completeness, split_trailing_date
from govcrawl.reading.page.lines import is_prose
from govcrawl.reading.page.sections import match_marker
from govcrawl.reading.tables import find_dumps, is_glued, is_table_text, list_rows
from govcrawl.reading.tables.dump_places import Slice
from govcrawl.reading.titles import classify_title, report_year_of
from govcrawl.report import FieldEvidence
from govcrawl.text import Folded, even, fold, squash
from govcrawl.text.ink import ink_length
from govcrawl.text.numerals import TENS, UNITS

_OPENING = re.compile(
    r"^(?:本(?:年度)?报告|(?P<subject>[^。;,，]{6,70}?报告))(?:是|系)?(?:根据|依据|按照|由|遵照|严格按照)"
    r"|^(?:现将|现就|特?向社会公布).{0,60}(?:信息公开|政务公开).{0,30}报告"
)
_COMPILED = re.compile(r"编制|编写|编撰|汇总|要求|规定")
_COMPILED_BY = re.compile(
    r"由(?P<agency>[^,。;]{2,40}?)(?:编制|编写|汇总)的?(?P<kind>(?:20\d\d)年?度?[^,。;]{0,30}?(?:报告|年报))"
)
#: «现公布某局2016年度政府信息公开工作年度报告»
_ANNOUNCED = re.compile(
    r"(?:现|特)?(?:向社会)?(?:公布|发布|公开|编制(?:完成)?(?:了|并公布)?|形成(?:了)?|将)《?"
    r"(?P<subject>[^。;；,，:：《》]{2,40}?20[0-2]\d年度?(?:政府信息|政务|信息)公开(?:工作)?(?:情况)?(?:年度)?(?:报告|年报))"
)
#: A title at the head of the first paragraph, printed twice or with the first heading after it.
_RUN_IN = re.compile(
    r"(?P<subject>[^。;,:]{6,70}?(?:年度报告|工作报告|报告|年报))(?:(?P=subject))*(?=[一二]、|20\d\d年|$)"
)
_PRONOUN = re.compile(r"我|本(?!溪)|该")
_SNIPPET_END = re.compile(r"(?:\.{3}|…)\s*$")
_TABLE_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报|单位负责人|负责人|审核|制表|联系|附[件表:]|[*※])"
)
_SCHEDULES = re.compile(r"附[表件]|统计表|指标")
_CAPTION = re.compile(rf"^附[表件][0-9{TENS}]|(?:统计|情况)表|单位:\S{{1,4}}$")
_LAST_SECTION = 5
#: The fate of lines of a table that could not be made a table again.
_UNREAD = "unread"
UNREAD_TABLE = f"table:{_UNREAD}"


@dataclass(slots=True)
class Part:
    """One document of the page."""

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    title_date: str | None = None
    trigger: str = "first"
    kind: Literal["report", "excerpt", "fragment"] = "fragment"
    reason: str = ""
    evidence: list[FieldEvidence] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The part's paragraphs, for evidence."""
        return "\n".join(b.text for b in self.blocks if b.kind == "paragraph")


def take_dumps(article: list[Block]) -> list[Block]:
    """Replace tables that lost their rows (one cell or row a line) by grids.

    The lines taken get the fate ``table``; lines of a table that could not be made one again
    leave the article too, with the fate ``table:unread``: they are no narrative.
    """
    result: list[Block] = []
    run: list[Block] = []

    def close() -> None:
        if not run:
            return
        dumps = find_dumps([b.text for b in run])
        at = 0
        blocks = tuple(run)
        for dump in dumps:
            dump.source.blocks = blocks
            result.extend(_narrative(run[at : dump.start]))
            lines = run[dump.start : dump.end]
            for block in lines:
                block.settle("table")
            result.append(
                Block(
                    kind="table",
                    text=" ".join(b.text for b in lines),
                    grid=dump.grid,
                    page=lines[0].page if lines else None,
                )
            )
            at = dump.end
        result.extend(_narrative(run[at:]))
        run.clear()

    for block in article:
        if block.kind == "table":
            close()
            _take_caption(result, block)
            result.append(block)
        else:
            run.append(block)
    close()
    return result


#: Where, in a folded text that has run together, a table of a form begins, or a section.
_SEAM = re.compile(
    r"(?=第二十条\s*第\s*\(一\)\s*项\s*信息内容|\(?本列数据的勾稽关系|行政复议\s*行政诉讼\s*结果维持"
    r"|(?<!\))申请人情况\s*自然人"
    r"|(?:统计指标|(?<!统计)指标)(?:名称)?\s*(?:计量)?单位\s*(?:统计数|数量|数值)"
    r"|(?<=单位统计数)|(?<=单位 统计数)|(?<=指标单位数量)|(?<=指标 单位 数量)"
    rf"|[{UNITS}]\s*、\s*(?:总体情况|主动公开政府信息(?:的)?情况|收到和处理政府信息公开申请(?:的)?情况"
    r"|(?:因)?政府信息公开(?:工作)?(?:被申请)?行政复议|(?:政府信息公开工作)?存在的主要问题|其他需要报告的事项))"
)
#: What closes the heading of a section that a table or sentence has run into.
_SECTION_NAME = re.compile(
    rf"^[{UNITS}]\s*、\s*(?:总体情况|主动公开政府信息(?:的)?情况|收到和处理政府信息公开申请(?:的)?情况"
    r"|(?:因)?政府信息公开(?:工作)?(?:被申请)?行政复议\s*[、,和]?\s*(?:提起)?行政诉讼(?:的)?情况"
    r"|(?:政府信息公开工作)?存在的主要问题及改进(?:的)?情况|其他需要报告的事项)"
)
_LONG_LINE = 100


def parted(blocks: list[Block]) -> Iterator[Block]:
    """The blocks of a document, a long line that a table has run into parted at its seams."""
    for block in blocks:
        if block.kind == "table" or len(block.text) < _LONG_LINE or not is_glued(block.text):
            yield block
            continue
        folded = fold(block.text, blanks=True)
        seams = [m.start() for m in _SEAM.finditer(folded.text)]
        cuts = {folded.printed(seam) for seam in seams} | {0, len(block.text)}
        for seam in {0, *seams}:
            if heading := _SECTION_NAME.match(folded.text[seam : seam + 60]):
                cuts.add(folded.span(seam, seam + heading.end())[1])
        places = sorted(cuts)
        for start, end in itertools.pairwise(places):
            text = block.text[start:end].strip()
            if text:
                first = ink_length(block.text[:start])
                place = block.place and Slice(block.place, first, first + ink_length(text))
                yield replace(block, text=text, place=place)


def _narrative(lines: list[Block]) -> Iterator[Block]:
    """Lines that are no table's."""
    rows = list_rows([block.text for block in lines])
    for number, block in enumerate(lines):
        if number in rows or is_table_text(block.text):
            block.settle("table", _UNREAD)
        else:
            yield block


def _take_caption(before: list[Block], table: Block) -> None:
    """A caption is right above its table (``附表1 … 单位:条``) and goes with it."""
    if not before or table.grid is None or before[-1].kind == "table":
        return
    caption = before[-1].text
    if len(caption) <= 40 and _CAPTION.search(squash(caption)) and not match_marker(caption[:30]):
        table.grid.caption = table.grid.caption or caption
        before.pop().settle("table")


def opening_subject(text: str) -> str | None:
    """The report an opening sentence names, as printed: a title run into the text, its subject,
    or what it says was compiled or published. «本局2018年度报告» names no body.

    >>> opening_subject("2012年某市某局政府信息公开年度报告是根据《条例》要求,由某局编制的报告。")
    '2012年某市某局政府信息公开年度报告'
    >>> opening_subject("某县人民政府2019年 政府信息公开工作年度报告 一、总体情况 2019年,")
    '某县人民政府2019年 政府信息公开工作年度报告'
    """
    folded = fold(text[:500])
    head = folded.text
    match = _RUN_IN.match(head)
    if match is None:
        match = _OPENING.match(head[:120])
    if match and match["subject"] and classify_title(match["subject"]).kind == "report":
        return _printed(text, folded, match.span("subject"))
    compiled = _COMPILED_BY.search(head[:400])
    if compiled and not _PRONOUN.match(compiled["agency"]):
        agency = _printed(text, folded, compiled.span("agency"))
        return f"{agency}{_printed(text, folded, compiled.span('kind'))}"
    announced = _ANNOUNCED.search(head[:400])
    if announced and not _PRONOUN.match(announced["subject"]):
        if classify_title(announced["subject"]).kind == "report":
            return _printed(text, folded, announced.span("subject"))
    return None


def _printed(text: str, folded: Folded, span: tuple[int, int]) -> str:
    """The printed text of a span of its folded copy."""
    start, end = folded.span(*span)
    return text[start:end].strip()


def is_opening(text: str) -> bool:
    """Whether a paragraph opens a report (``本报告根据……编制``)."""
    plain = even(text[:300])
    return _OPENING.match(plain[:120]) is not None and _COMPILED.search(plain) is not None


@dataclass(slots=True)
class _State:
    """What the document being read has shown so far."""

    part: Part
    prose: int = 0
    sentences: int = 0
    opened: bool = False
    top: int = 0  # highest ordinal of its 一、 series
    after_table: bool = False
    closing: bool = False  # the section of schedules has been reached

    def read(self, block: Block) -> None:
        self.part.blocks.append(block)
        if block.kind == "table":
            self.after_table = True
            return
        self.after_table = False
        self.prose += len(block.text)
        self.sentences += block.text.rstrip().endswith("。")
        marker = match_marker(block.text[:30])
        if marker and marker[0] in ("han", "han_spaced", "part"):
            self.top = max(self.top, marker[1])
        if len(block.text) <= 40 and _SCHEDULES.search(even(block.text)):
            self.closing = True
        if not self.opened and is_opening(block.text):
            self.opened = True


def split(article: list[Block], titles: list[TitleLine]) -> list[Part]:
    """Divide an article into documents, in reading order; the first has the page's title."""
    first = Part()
    if titles:
        # a second heading without body or year does not replace the headline
        line = max(reversed(titles), key=lambda title: completeness(title.text))
        first = Part(title=line.text, title_date=line.date_text)
    state = _State(first)
    parts = [first]
    i = 0
    while i < len(article):
        block = article[i]
        trigger = _boundary(state, block) if block.kind == "paragraph" else ""
        if trigger:
            part = Part(trigger=trigger)
            parts.append(part)
            state = _State(part)
            if trigger == "title":
                text, date = split_trailing_date(block.text)
                part.title, part.title_date = text, date
                block.settle("other_document")
                i += 1
                continue
        state.read(block)
        i += 1
    return [p for p in parts if p.blocks]


def _of_another(title: str, before: str | None) -> bool:
    """Whether a title is complete, with a body and a year, and another report's than the one before."""
    whose, year = name_in_title(title), report_year_of(title)
    if before is None or not whose or year is None:
        return False
    return (name_in_title(before), report_year_of(before)) != (whose, year)


def _boundary(state: _State, block: Block) -> str:
    text = block.text
    # A title printed twice, an introduction, a snippet: no document yet, unless it has sections of
    # its own and another report's title comes after them.
    young = state.prose < 100 and not state.after_table
    if young and not (state.sentences and state.top >= 2):
        return ""
    linked = block.is_links
    if (
        len(text) <= 90
        and not linked
        and not text.endswith(("。", "；", ";"))
        and "报告" in squash(text)
    ):
        title, _ = split_trailing_date(text)
        if (
            not match_marker(title)
            and classify_title(title).kind == "report"
            and squash(title) != squash(state.part.title or "")
            and (
                _of_another(title, state.part.title)
                if young
                else (state.top or state.part.trigger != "first")
            )
        ):
            return "title"
    if young:
        return ""
    begun = state.opened or state.top >= 2 or state.part.trigger == "behind_tables"
    if begun and is_opening(text):
        return "opening"
    marker = match_marker(text[:30])
    restart = marker is not None and marker[0] in ("han", "part") and marker[1] == 1
    if restart and state.after_table and state.top >= 3:
        return "numbering"
    continues = marker is not None and marker[1] == state.top + 1
    if (
        state.after_table
        and (state.closing or state.top >= _LAST_SECTION)
        and not continues
        and not _TABLE_NOTE.match(even(text[:40]))
        and is_prose(block)
        and not (marker and not restart)
        and (state.closing or _SNIPPET_END.search(text))
    ):
        return "behind_tables"
    return ""
