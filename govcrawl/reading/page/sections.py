"""Headings and the spans they govern.

Markers (``一、`` ``(一)`` ``1.`` ``(1)`` ``第一部分``) are taken at the start of a line; the level
of a heading is its depth among the open series, because reports nest the same markers
differently. Markers that lost a character are recognised by the series they continue; what was
repaired is said in an issue and never written into the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from govcrawl.messages import issue
from govcrawl.report import Issue, Section
from govcrawl.text import fold, numerals, squash
from govcrawl.text.characters import CIRCLED, ENCLOSED, printed_as
from govcrawl.text.numerals import FORMAL, ORDINAL, TENS, YEAR

_TITLE_MAX = 42

#: What a dot or comma after a number must not be followed by to be a marker's: a decimal is
#: none, a year is (``1.2014年主动公开情况``).
_NO_DECIMAL = rf"(?![0-9])|(?={YEAR}\s*年)"
# On the folded head of a line, its white space kept.
_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*({ORDINAL})\s*(?:部分|章|节)\s*[、:.]?\s*")),
    ("han", re.compile(rf"({ORDINAL}|[{''.join(FORMAL)}])\s*(?:、|[.,](?:{_NO_DECIMAL}))\s*")),
    ("han_spaced", re.compile(rf"({ORDINAL})\s+(?=[^0-9])")),
    ("han_brackets", re.compile(rf"\(\s*({ORDINAL})\s*\)\s*[、.]?\s*")),
    ("arabic", re.compile(rf"([0-9]{{1,2}})\s*[、.](?:{_NO_DECIMAL})\s*")),
    ("arabic_brackets", re.compile(r"\(\s*([0-9]{1,2})\s*\)\s*[、.]?\s*")),
    ("circled", re.compile(r"(?!)")),  # told by its character
)
#: What a marker can begin with, as printed.
_FIRST = printed_as(TENS + "第(0123456789") | frozenset(FORMAL) | frozenset(ENCLOSED)
_HEAD = 40  # characters of a line that hold its marker
_RANK = {style: i for i, (style, _) in enumerate(_MARKERS)}
_RANK["han_spaced"] = _RANK["han"]  # either may be the outer one: the series decides
#: The level a marker has even where the levels above it are skipped.
_LEVEL = {
    "part": 1,
    "han": 1,
    "han_spaced": 1,
    "han_brackets": 2,
    "arabic": 3,
    "arabic_brackets": 4,
    "circled": 5,
}
_SEPARATORS = " \u3000\t、.．"
_LOST_NUMERAL = re.compile(r"、\s*(?=[\u4e00-\u9fff])")
_LOST_SEPARATOR = re.compile(r"(\d{1,2})(?=[\u4e00-\u9fff])")
_UNIT = re.compile(r"\d+\s*[年月日号个条件项次人名份家期场篇宗起处天周时分元万亿余多]")
_GLUED = re.compile(
    rf"(?<=[。；;！!])\s*(?=(?:{ORDINAL}\s*、|[(（]\s*{ORDINAL}\s*[)）])\s*[\u4e00-\u9fff])"
)
_HEADING_WORDS = re.compile(
    r"(?:存在(?:的)?(?:主要|突出)?(?:问题|不足)|主要问题|(?:整改|改进)(?:措施|情况|意见)|下一?步(?:工作)?(?:打算|安排|计划|措施)?"
    r"|总体情况|^概述$|基本情况|主动公开.*情况|依申请公开.*情况|申请(?:办理)?情况|收费.*情况|减免.*情况"
    r"|(?:复议|诉讼|申诉).*情况|咨询.*情况|其他(?:需要)?(?:报告|说明)的?(?:事项|情况|问题)|工作(?:打算|计划|成效|做法)$|附表$|附件$)"
)
#: What makes a numbered line a statement, on squashed text: a figure that counts something, a
#: denial, the words that open a report, or the organ speaking of itself.
_STATEMENT = re.compile(
    r"[0-9](?:余|多)?[万亿]?(?:余|多)?(?:条|件|次|份|起|篇|人次|人|个|项|期|场|元|宗|部|册|块|名|批|家|处|页)(?!以)"
    r"|(?:没有|未|无)(?:收到|发生|出现|收取|受理|产生|接到|因政府)"
    r"|^(?:根据|按照|依照|依据|截至|截止|本报告|现将|本年度[,，])"
    r"|^(?:[0-9]{4}年度?[,，])?(?:我|本)(?:省|市|区|县|旗|州|盟|镇|乡|街道|局|委|厅|办|院|中心|单位|机关|部门)[^,。]{0,30}(?:[,，]|共|均|已|累计)"
)
_PARTED = re.compile(
    r"(?P<head>[^\d:：,，]{2,24}(?=[:：])"
    r"|[^\d:：,，]{2,24}?(?:情况|情況|概述|问题|問題|措施|公开|公開|工作|事项|內容|内容|方式|途径)(?=\s))"
)
_LINE_END = re.compile(r"[。；;，,、！!？?：:]$")
_RUN_IN_END = re.compile(r"[。：:；;！!？?]")


@dataclass(slots=True)
class _Open:
    """An open series: its marker style and the ordinal reached."""

    style: str
    ordinal: int


@dataclass(slots=True)
class _Heading:
    start: int
    level: int
    marker: str
    title: str
    path: str


def match_marker(line: str) -> tuple[str, int, int] | None:
    """The marker a line starts with: (style, ordinal, length), or None.

    >>> match_marker("（一）概述"), match_marker("⒈2017年"), match_marker("③其他"), match_marker("1.5倍")
    (('han_brackets', 1, 3), ('arabic', 1, 1), ('circled', 3, 1), None)
    """
    if line[:1] not in _FIRST:
        return None
    found = _marker_of(line[:_HEAD])
    if found is None:
        return None
    style, value, length = found
    return style, value, _end_of_first(line) if length is None else length


@lru_cache(maxsize=1024)  # several stages ask for the headings of one report
def _marker_of(head: str) -> tuple[str, int, int | None] | None:
    """The marker at the head of a line; no length for a numeral enclosed in one character."""
    enclosed = ENCLOSED.get(head[0])
    if enclosed and head[0] in CIRCLED:
        return "circled", CIRCLED[head[0]], None
    folded = fold(head, blanks=True)
    for style, pattern in _MARKERS:
        match = pattern.match(enclosed or folded.text)
        if match and (value := numerals.ordinal(match[1])):
            return style, value, None if enclosed else folded.span(*match.span())[1]
    return None


def _end_of_first(line: str) -> int:
    """Where the text after an enclosed numeral begins; ``㈠、`` prints a separator as well."""
    return len(line) - len(line[1:].lstrip(_SEPARATORS))


def split_glued(paragraphs: Sequence[str]) -> list[str]:
    """Break lines where a heading was glued after a full stop, if its number continues the
    series of its marker: only white space is changed.

    >>> split_glued(["(一)甲。", "文字。 (二)乙。", "见第二条。(九)丙"])
    ['(一)甲。', '文字。', '(二)乙。', '见第二条。(九)丙']
    """
    reached: dict[str, int] = {}
    lines: list[str] = []
    for paragraph in paragraphs:
        _reach(reached, paragraph)
        start = 0
        for cut in _GLUED.finditer(paragraph):
            marker = match_marker(paragraph[cut.end() : cut.end() + 20])
            if marker and marker[1] > 1 and reached.get(marker[0], 0) + 1 == marker[1]:
                lines.append(paragraph[start : cut.start()].rstrip())
                start = cut.end()
                _reach(reached, paragraph[start : start + 20])
        lines.append(paragraph[start:].strip())
    return lines


def _reach(reached: dict[str, int], line: str) -> None:
    """Note the marker a line starts with; deeper series are closed by it."""
    marker = match_marker(line[:20])
    if marker:
        reached[marker[0]] = marker[1]
        for style in [s for s in reached if _RANK[s] > _RANK[marker[0]]]:
            del reached[style]


def read_sections(body: str) -> tuple[list[Section], list[Issue]]:
    """Headings of a body (one paragraph a line) with their spans, and what was repaired."""
    headings: list[_Heading] = []
    issues: list[Issue] = []
    series: list[_Open] = []
    lines = body.split("\n")
    start = 0
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        heading = _read_heading(line, start, series, issues, following)
        if heading:
            headings.append(heading)
        start += len(line) + 1
    return _spans(headings, len(body)), issues


def _spans(headings: list[_Heading], size: int) -> list[Section]:
    """A heading governs the text up to the next heading of its level or above."""
    ends = [size] * len(headings)
    open_: list[int] = []
    for i, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = heading.start
        open_.append(i)
    return [
        Section(level=h.level, marker=h.marker, title=h.title, path=h.path, start=h.start, end=end)
        for h, end in zip(headings, ends, strict=True)
    ]


def _read_heading(
    line: str, start: int, series: list[_Open], issues: list[Issue], following: str
) -> _Heading | None:
    marker = match_marker(line)
    if marker:
        style, ordinal, size = marker
        title = _title(line[size:])
        if title is None or not _plausible(style, ordinal, title, series):
            return None
        return _open(series, style, ordinal, line[:size].strip(), title, start)
    lost = _LOST_NUMERAL.match(line)
    if lost and len(line) <= _TITLE_MAX:
        level1 = next((s for s in series if s.style in ("han", "part")), None)
        issues.append(issue("lost_numeral", line[:80]))
        ordinal = level1.ordinal + 1 if level1 else 1
        return _open(series, "han", ordinal, "、", line[lost.end() :].strip("。"), start)
    separator = _LOST_SEPARATOR.match(line)
    if separator and not _UNIT.match(line):
        ordinal = int(separator.group(1))
        last = series[-1] if series else None
        rest = line[separator.end() :]
        title = _title(rest)
        follows = last is not None and last.style == "arabic" and last.ordinal + 1 == ordinal
        if follows and (title or _is_statement(rest)):
            issues.append(issue("lost_separator", line[:80]))
            if title:
                return _open(series, "arabic", ordinal, separator.group(1), title, start)
    if (
        series
        and len(line) <= _TITLE_MAX
        and not _LINE_END.search(line)
        and len(following) > len(line)
        and _HEADING_WORDS.search(squash(line))
        and not any(c.isdigit() for c in line)
    ):
        level1 = next((s for s in series if s.style in ("han", "part")), None)
        if level1:
            issues.append(issue("lost_marker", line[:80]))
            return _open(series, level1.style, level1.ordinal + 1, "", line, start)
    return None


def _title(rest: str) -> str | None:
    """The heading's words: the whole short line, or what runs in up to the first stop. A
    numbered statement («（一）全年主动公开12条。») is text and no heading."""
    rest = rest.strip()
    whole = rest.rstrip("。；;：:，,")
    if not whole:
        return None
    if len(whole) > _TITLE_MAX or re.search(r"[。；;]", whole):
        stop = _RUN_IN_END.search(rest)
        if stop is None or stop.start() > _TITLE_MAX:
            return _of_statement(whole)
        whole = rest[: stop.start()]
    return _of_statement(whole) if _is_statement(whole) else whole


def _is_statement(line: str) -> bool:
    return _STATEMENT.search(squash(line)) is not None


def _of_statement(line: str) -> str | None:
    """The heading that a colon or blank parts from the statement after it."""
    cut = _PARTED.match(line)
    return None if cut is None or _is_statement(cut["head"]) else cut["head"]


def _plausible(style: str, ordinal: int, title: str, series: list[_Open]) -> bool:
    if style in ("arabic", "arabic_brackets", "circled"):
        return ordinal == 1 or any(
            s.style == style and s.ordinal < ordinal <= s.ordinal + 2 for s in series
        )
    if style == "han_spaced":
        return len(title) <= 20 and (
            ordinal == 1 or any(s.style == style and s.ordinal < ordinal for s in series)
        )
    return True


def _open(
    series: list[_Open], style: str, ordinal: int, marker: str, title: str, start: int
) -> _Heading:
    """Place a heading among the open series: continue the one of its style, or nest a new one
    under the deepest series of a higher rank."""
    for depth in range(len(series) - 1, -1, -1):
        if series[depth].style == style:
            if ordinal > 1 or depth == 0 or not _nests_again(series, depth):
                del series[depth + 1 :]
                series[depth].ordinal = ordinal
                return _heading(series, marker, title, start)
            break
    while series and _RANK[series[-1].style] > _RANK[style]:
        series.pop()
    if series and series[-1].style == style:
        series[-1].ordinal = ordinal
    else:
        series.append(_Open(style, ordinal))
    return _heading(series, marker, title, start)


def _nests_again(series: list[_Open], depth: int) -> bool:
    return depth < len(series) - 1 and _RANK[series[-1].style] < _RANK[series[depth].style]


def _heading(series: list[_Open], marker: str, title: str, start: int) -> _Heading:
    path = ".".join(str(s.ordinal) for s in series)
    level = max(len(series), _LEVEL[series[-1].style])
    return _Heading(start, level, marker, title, path)
