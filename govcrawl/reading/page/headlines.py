"""The title of an article: inside its container, broken over lines, or above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govcrawl.reading.agency.agency_names import name_in_title, parse_name, says_organ
from govcrawl.reading.model import Block
from govcrawl.reading.page.header import starts_with_label
from govcrawl.reading.page.lines import (
    SENTENCE,
    claim,
    claim_header,
    header_row,
    is_heading,
    is_prose,
)
from govcrawl.reading.page.signature import opens_with_signature
from govcrawl.reading.plain import plain
from govcrawl.reading.titles import classify_title, report_year_of
from govcrawl.text import collapse, has_han, squash

#: Lines looked at for a title, and lines a title may be wrapped over.
_TITLE_WINDOW = 40
_TITLE_LINES = 3
_TITLE_MAX = 90

_TRAILING_DATE = re.compile(
    r"\s*[\[(（【]?\s*(?:发布(?:时间|日期)[:：]\s*)?"
    r"((?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"\s*[\])）】]?\s*$"
)
_ORGAN_LINE = re.compile(
    r"(?:局|委|办|府|会|厅|院|所|中心|处|站|队|社|校|学|馆|室|公司|部|署|街道|镇|乡|旗|省|市|县|区|州)\s*$|\d{4}\s*年度?\s*$"
)
_DIGIT = re.compile(r"\d")
_CUT = re.compile(r"(?:…|\.{3}|\.\.)\s*$")
_YEAR_LINE = re.compile(r"^\D{0,2}(?:20\d\d|二.{3})年?度?$")
#: What a name beside a headline may have in front of it.
_MAKER = re.compile(
    r"^(?:编制|报告|发布|填报|公开)?(?:单位|机关|机构|部门)?[:]|^[(（]|[)）]$|\(?(?:盖章|公章)\)?$"
)
_NAMES_BESIDE = 3
#: Verdicts on lines that are a title, or a column's, by themselves.
_WHOLE_TITLES = ("title", "column_name", "summary", "typing_error")
_HEADINGS = ("h1", "h2", "h3")


@dataclass(slots=True)
class TitleLine:
    """A title as it is in the article: its text, and the date printed after it."""

    text: str
    date_text: str | None


def split_trailing_date(text: str) -> tuple[str, str | None]:
    """A list-style title carries its date: ``…年度报告 2016-11-25``."""
    match = _TRAILING_DATE.search(text)
    if match and match.start() > 6:
        return text[: match.start()].rstrip(), match.group(1)
    return text, None


def find_start(
    inside: list[Block], page_titles: set[str], *, whole: bool
) -> tuple[int, list[TitleLine]]:
    """Where the body starts: after the last title that comes before the first prose."""
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
                block.settle("metadata", "title")
            i += lines
            behind_title = i
            continue
        block = inside[i]
        if not block.fate and is_prose(block) and not header_row(inside, i):
            probe = Block(kind=block.kind, text=block.text)
            if not claim(probe, ("edge", "head")):
                first_prose = i
                break
            block.settle_as(probe)
        i += 1
    else:
        first_prose = i
    start = behind_title if behind_title else (first_prose if whole else 0)
    claim_header(inside, 0, start, ("any", "edge", "head"))
    for block in inside[:start]:
        if not block.fate:
            where = "before_title" if behind_title else "before_body"
            block.settle("boilerplate", where)
    # Between the title and the first paragraph are dates, sources and header rows.
    signed = (i for i in range(start, first_prose) if opens_with_signature(inside, i))
    at = next(signed, first_prose)
    claim_header(inside, start, at, ("edge", "head"))
    claim_header(inside, at + 2, first_prose, ("edge", "head"))
    return start, titles


def title_above(before: list[Block], page_titles: set[str]) -> list[TitleLine]:
    """The report's title above its container: the nearest one, unless the page's own title is
    nearer still (then it is a side bar's)."""
    for i in range(len(before) - 1, max(-1, len(before) - 1 - _TITLE_WINDOW), -1):
        block = before[i]
        if block.kind == "table" or block.is_links:
            continue
        if taken := _title_at(before, i, page_titles):
            lines, text, date = taken
            # the first line of a title broken in two
            for first in range(max(0, i - _TITLE_LINES + 1), i):
                longer = _title_at(before, first, page_titles)
                if longer and first + longer[0] == i + lines:
                    i, (lines, text, date) = first, longer
                    break
            if i and _YEAR_LINE.match(squash(before[i - 1].text)) and not report_year_of(text):
                i, lines, text = i - 1, lines + 1, before[i - 1].text + text
            verdict = classify_title(text)
            if verdict.reason == "column_name":
                continue  # a column's name below the headline
            if verdict.kind != "report":
                return []
            for line in before[i : i + lines]:
                line.settle("metadata", "title")
            return [TitleLine(text, date)]
    return []


def _title_at(
    inside: list[Block], i: int, page_titles: set[str]
) -> tuple[int, str, str | None] | None:
    """A title that starts at line ``i``: how many lines it takes, its text and its date."""
    parts: list[str] = []
    for at, block in enumerate(inside[i : i + _TITLE_LINES], i):
        if not _may_be_title(block, page_titles) or header_row(inside, at):
            return None
        text, date = split_trailing_date(whole_text(block))
        parts.append(text)
        joined = "".join(parts)
        if _is_title(joined, page_titles):
            if len(parts) > 1 and squash(joined) not in page_titles:
                without = "".join(parts[1:])
                alone = classify_title(without).reason
                if alone in _WHOLE_TITLES and not _completes(parts[0], without):
                    return None  # a column's or a body's name above a title that has its own
            return len(parts), joined, date
        if date is not None:
            return None
    return None


def _completes(line: str, title: str) -> bool:
    """Whether the line above a title is its first line: the body or the year it lacks."""
    if _YEAR_LINE.match(squash(line)):
        return report_year_of(title) is None
    return bool(_ORGAN_LINE.search(line)) and not names_body(title)


def names_body(title: str) -> bool:
    """Whether a title names whose report it is.

    >>> names_body("某县统计局2020年政府信息公开年度报告"), names_body("2020年政府信息公开年度报告")
    (True, False)
    """
    name = name_in_title(title)
    if not name:
        return False
    parsed = parse_name(name)
    return bool(parsed.says_organ or parsed.places or parsed.bare)


def completeness(title: str) -> int:
    """How much of a headline a title has: the body and the year."""
    return 2 * names_body(title) + (report_year_of(title) is not None)


def whole_text(block: Block) -> str:
    """A line's text; where the page cuts it (``…``), what the element's ``title`` attribute holds."""
    if not _CUT.search(block.text) or block.node is None:
        return block.text
    stem = squash(_CUT.sub("", block.text))
    element = block.node
    for _ in range(3):
        if element is None:
            break
        for holder in (element, *element.iterchildren()):
            whole = holder.get("title") if isinstance(holder.tag, str) else None
            if whole and squash(whole).startswith(stem):
                return collapse(whole)
        element = element.getparent()
    return block.text


def beside(blocks: list[Block], first: int, last: int) -> list[str]:
    """Lines above ``first`` and below ``last`` that are nothing but an organ's name, as printed;
    a title that lacks its body may have it there."""
    names: list[str] = []
    for step, start in ((-1, first - 1), (1, last)):
        at = start
        for _ in range(_NAMES_BESIDE):
            if not 0 <= at < len(blocks) or blocks[at].kind == "table":
                break
            text = _MAKER.sub("", blocks[at].text.strip())
            if 3 < len(text) <= 40 and says_organ(plain(text)):
                names.append(text)
            at += step
    return names


def main_headings(blocks: list[Block]) -> list[str]:
    """The page's ``h1`` to ``h3``, each whole: lines that ``<br>`` parts are one heading."""
    lines: dict[int, list[str]] = {}
    first = next((block.node for block in blocks if block.node is not None), None)
    if first is None:
        return []
    headings = first.getroottree().iter(*_HEADINGS)
    within = {element for heading in headings for element in heading.iter()}
    for block in blocks:
        if block.node not in within:
            continue
        element = block.node
        for _ in range(4):
            if element is None or element.tag in _HEADINGS:
                break
            element = element.getparent()
        if element is not None and element.tag in _HEADINGS and block.kind == "paragraph":
            lines.setdefault(id(element), []).append(whole_text(block))
    whole = (split_trailing_date("".join(parts))[0] for parts in lines.values())
    return [text for text in whole if len(text) <= _TITLE_MAX][:6]


def _may_be_title(block: Block, page_titles: set[str]) -> bool:
    text, _ = split_trailing_date(block.text)
    if block.kind == "table" or block.fate or len(text) > _TITLE_MAX:
        return False
    if squash(text) in page_titles:
        return True
    if block.is_links:
        return False  # a list's entry
    if text.endswith((":", "：")) or SENTENCE.search(text) or starts_with_label(text):
        return False
    if is_heading(text):
        return False
    if not has_han(text) and not _DIGIT.search(text):
        return False
    return not claim(Block(kind="paragraph", text=block.text), ("edge", "head"))


def _is_title(text: str, page_titles: set[str]) -> bool:
    folded = squash(text)
    if folded in page_titles:
        return True
    if len(folded) >= 12 and any(page.startswith(folded) for page in page_titles):
        return True
    return classify_title(text).kind == "report"
